package io.sonde.testapp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which agent a JVM is started with. */
enum Variant {
  NONE("no agent"),
  EMPTY("an agent that does nothing"),
  SONDE("Sonde"),
  OPENTELEMETRY("OpenTelemetry"),
  JMX_EXPORTER("jmx_exporter");

  final String title;

  Variant(String title) {
    this.title = title;
  }

  /** The variants whose names are given, separated by commas. */
  static List<Variant> parse(String names) {
    List<Variant> variants = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      variants.add(
          switch (name) {
            case "none" -> NONE;
            case "empty" -> EMPTY;
            case "sonde" -> SONDE;
            case "otel" -> OPENTELEMETRY;
            case "jmx" -> JMX_EXPORTER;
            default -> throw new UsageException(name + ": none, empty, sonde, otel or jmx");
          });
    }
    return variants;
  }

  /**
   * The JVM's flags. OpenTelemetry's agent serves Prometheus like the others and exports neither
   * spans nor logs, so that no missing collector costs it anything.
   */
  List<String> flags() throws IOException {
    return switch (this) {
      case NONE -> List.of();
      case EMPTY -> List.of("-javaagent:" + EmptyAgent.jar());
      case SONDE -> List.of("-javaagent:" + Places.SONDE + "=port=" + Places.freePort());
      case OPENTELEMETRY ->
          List.of(
              "-javaagent:" + Places.OPENTELEMETRY,
              "-Dotel.traces.exporter=none",
              "-Dotel.logs.exporter=none",
              "-Dotel.metrics.exporter=prometheus",
              "-Dotel.exporter.prometheus.host=127.0.0.1",
              "-Dotel.exporter.prometheus.port=" + Places.freePort());
      case JMX_EXPORTER ->
          List.of(
              "-javaagent:"
                  + Places.JMX_EXPORTER
                  + "=127.0.0.1:"
                  + Places.freePort()
                  + ":"
                  + Places.jmxConfiguration());
    };
  }
}
