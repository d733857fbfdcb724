package io.sonde.testapp.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The shop in a JVM of its own, with Sonde in it. */
final class RunningShop implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private final Jdk jdk;
  private final ForkedJvm jvm;
  private final String url;
  private String sonde;

  private RunningShop(Jdk jdk, ForkedJvm jvm, String sonde) {
    this.jdk = jdk;
    this.jvm = jvm;
    this.sonde = sonde;
    String ready = jvm.awaitStdout(line -> line.startsWith("shop ready "));
    this.url = ready.split(" ", -1)[2];
  }

  static RunningShop start(Jdk jdk, String... options) {
    return start(jdk, List.of(), options);
  }

  /** With options of Sonde's, {@code name=value}, and of the shop's. */
  static RunningShop start(Jdk jdk, List<String> sondeOptions, String... options) {
    ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .jvm("-Xmx512m")
            .sonde(sondeOptions.toArray(new String[0]))
            .run(arguments(options));
    return new RunningShop(jdk, jvm, jvm.awaitSonde());
  }

  /** The shop alone; {@link #attach} brings Sonde in. */
  static RunningShop startWithoutSonde(Jdk jdk, String... options) {
    return new RunningShop(
        jdk, ForkedJvm.on(jdk).jvm("-Xmx512m").run(arguments(options)), "not attached");
  }

  private static String[] arguments(String... options) {
    List<String> arguments = new ArrayList<>(List.of("-jar", ForkedJvm.shopJar(), "--port", "0"));
    arguments.addAll(List.of(options));
    return arguments.toArray(new String[0]);
  }

  /** Attaches Sonde with its command line, and returns when that returns. */
  void attach() {
    String output = sondeCommand("attach", String.valueOf(jvm.pid()), "port=0");
    int from = output.indexOf("http://");
    if (from < 0) {
      throw new AssertionError("no address in: " + output);
    }
    sonde = output.substring(from, output.indexOf('/', from + "http://".length()) + 1);
  }

  /** Detaches Sonde with its command line. */
  String detach() {
    return sondeCommand("detach", String.valueOf(jvm.pid()));
  }

  private String sondeCommand(String... words) {
    List<String> arguments = new ArrayList<>(List.of("-jar", ForkedJvm.agentJar()));
    arguments.addAll(List.of(words));
    try (ForkedJvm command = ForkedJvm.on(jdk).run(arguments.toArray(new String[0]))) {
      if (command.awaitExit() != 0) {
        throw new AssertionError(arguments + " failed\n" + command + "\nshop:\n" + jvm);
      }
      return command.stdout();
    }
  }

  /** What the shop wrote on stderr. */
  String stderr() {
    return jvm.stderr();
  }

  /** Where the shop answers, without a slash at the end. */
  String url() {
    return url;
  }

  /** Where Sonde answers, with a slash at the end. */
  String sonde() {
    return sonde;
  }

  Exposition metrics() {
    return Exposition.of(sonde);
  }

  /** The shop's own counts. */
  JsonNode truth() throws IOException {
    return JSON.readTree(Exposition.get(url + "/truth"));
  }

  /** Percentiles of all series of a histogram, by {@code GET /api/v1/histograms}. */
  JsonNode histograms(String metric) throws IOException {
    return JSON.readTree(Exposition.get(sonde + "api/v1/histograms?metric=" + metric));
  }

  /** Runs the load generator against the shop to its end; its own report. */
  JsonNode load(String... options) throws IOException {
    Path report = Files.createTempFile("load", ".json");
    List<String> arguments =
        new ArrayList<>(List.of("-jar", ForkedJvm.shopJar(), "load", "--url", url));
    arguments.addAll(List.of("--json", report.toString()));
    arguments.addAll(List.of(options));
    try (ForkedJvm generator =
        ForkedJvm.on(jdk)
            // it lives for seconds: what would be compiled further is not worth it
            .jvm("-Xmx256m", "-XX:TieredStopAtLevel=1")
            .run(arguments.toArray(new String[0]))) {
      int code = generator.awaitExit();
      if (code != 0) {
        throw new AssertionError("the load generator ended with " + code + "\n" + generator);
      }
      return JSON.readTree(report.toFile());
    } finally {
      Files.deleteIfExists(report);
    }
  }

  /**
   * Whether a sample is of a request that the payment service answered: a second server in the
   * shop's process, which no load generator asks and which may still be leaving its handler when
   * the shop has had its answer.
   */
  static boolean isPaymentService(Exposition.Sample sample) {
    String route = sample.labels().get("http_route");
    return "/payments".equals(route) || "/risk".equals(route);
  }

  @Override
  public void close() {
    jvm.close();
  }

  @Override
  public String toString() {
    return jvm.toString();
  }
}
