package io.sonde.testapp.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where the things to be measured stand; the script {@code testapp/bench} says where the tree is.
 */
final class Places {

  private static final Path ROOT = Path.of(System.getProperty("bench.root", "."));

  static final Path SONDE = ROOT.resolve("agent/target/sonde.jar");
  static final Path SHOP = ROOT.resolve("testapp/target/shop.jar");
  static final Path BENCH = ROOT.resolve("testapp/target/bench.jar");
  static final Path WORK = ROOT.resolve("testapp/target/bench");
  static final Path OPENTELEMETRY = WORK.resolve("agents/opentelemetry-javaagent.jar");
  static final Path JMX_EXPORTER = WORK.resolve("agents/jmx_prometheus_javaagent.jar");

  private Places() {}

  /** The java command of the JDK that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * The class path of an application to be measured: the benchmarks and their libraries without
   * Sonde's modules, which would stand before the agent's jar.
   */
  static String hostClassPath() throws IOException {
    StringBuilder path = new StringBuilder(BENCH.toString());
    try (Stream<Path> libraries = Files.list(WORK.resolve("lib"))) {
      libraries
          .filter(library -> !library.getFileName().toString().startsWith("sonde-"))
          .sorted()
          .forEach(library -> path.append(File.pathSeparator).append(library));
    }
    return path.toString();
  }

  /** A configuration of jmx_exporter that exports everything. */
  static Path jmxConfiguration() throws IOException {
    Path file = WORK.resolve("jmx_exporter.yaml");
    Files.writeString(file, "rules:\n- pattern: \".*\"\n");
    return file;
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
