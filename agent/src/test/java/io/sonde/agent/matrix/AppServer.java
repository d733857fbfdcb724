package io.sonde.agent.matrix;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A server as it is distributed, laid out and started as its documents say, with an agent among the
 * options of its JVM.
 */
interface AppServer {

  /** Every one, in its oldest or its newest version. */
  static List<AppServer> all(Age age) {
    return List.of(
        new TomcatServer(9, age),
        new TomcatServer(10, age),
        new TomcatServer(11, age),
        new JettyServer(9, age),
        new JettyServer(10, age),
        new JettyServer(11, age),
        new JettyServer(12, age),
        new WildFlyServer(age),
        new LibertyServer(age));
  }

  /** What it is, without its age: the first word of file names. */
  String kind();

  /** Which of its versions. */
  Age age();

  /** As people call it, without its age. */
  String title();

  /** What is deployed on it, before it starts. */
  List<Application> applications();

  /** Whether it starts on a JDK at all. */
  default boolean runsOn(Jdk jdk) {
    return true;
  }

  /**
   * Lays out an instance in an empty folder, with its applications, and starts it.
   *
   * @param agents options of its JVM
   */
  ForkedJvm start(Jdk jdk, Path base, int port, List<String> agents) throws IOException;

  /** A regular expression for the line that says that it serves. */
  String ready();

  /** A regular expression for a line that a clean stop ends with. */
  String stopped();

  /**
   * The {@code error_type} of an {@link IllegalStateException} in a request that was dispatched
   * asynchronously: what the container tells of it, or not.
   */
  String dispatchError(Application application);

  /** What a start script passes on to its JVM. */
  static String options(List<String> agents) {
    List<String> all = new ArrayList<>(ForkedJvm.everywhere());
    all.addAll(agents);
    return String.join(" ", all);
  }

  /** A web application by the path that it is deployed at, without the slash. */
  record Application(String path, boolean javax) {

    /** The package of its servlet API. */
    String api() {
      return javax ? "javax.servlet" : "jakarta.servlet";
    }

    /** Writes it into a folder under its own name. */
    void deployInto(Path folder, boolean sockets) throws IOException {
      WarFile.write(Files.createDirectories(folder).resolve(path + ".war"), javax, sockets);
    }
  }

  /** The folder below {@code target/distributions} that the build unpacks it into. */
  default String folder() {
    return kind() + "-" + age();
  }

  /**
   * The word for it in the name of the file with what it shows; by default both ages show the same.
   */
  default String golden() {
    return kind();
  }

  /** Whether its WebSockets are measured. */
  default boolean hasSockets() {
    return true;
  }

  /** The status that the servlet API tells of a handshake of WebSockets. */
  default int handshakeStatus(Application application) {
    return 101;
  }

  /** What is in the archive: the one folder that it holds. */
  default Path home() {
    Path unpacked = Path.of("target", "distributions", folder()).toAbsolutePath();
    try (Stream<Path> files = Files.list(unpacked)) {
      return files.filter(Files::isDirectory).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("the build fills " + unpacked, e);
    }
  }

  /** The version, by the name of that folder. */
  default String version() {
    String name = home().getFileName().toString();
    return name.substring(name.lastIndexOf('-') + 1);
  }

  /** The option of the JVM that adds Sonde. */
  static String agent() {
    return "-javaagent:" + ForkedJvm.agentJar() + "=port=0";
  }

  /** The address in Sonde's line, before which a server may write what it likes. */
  static String sonde(ForkedJvm jvm) {
    String line =
        jvm.awaitStdout(text -> text.contains("[sonde] ") && text.contains(" on http://"));
    int from = line.indexOf("http://");
    return line.substring(from, line.indexOf('/', from + "http://".length()) + 1);
  }

  /** Runs a script of the distribution with the given JDK. */
  static ForkedJvm.Description script(Jdk jdk, Path script) {
    return ForkedJvm.on(jdk)
        .launcher(script.toString())
        .env("JAVA_HOME", jdk.home().toString())
        .env("JRE_HOME", null)
        .together();
  }

  /** Copies the files of a folder and of those in it. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /**
   * A port that is free and stays so: below those that systems hand out by themselves, where no
   * client can come in between.
   */
  static int freePort() throws IOException {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(10_240, 32_768);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // the next
      }
    }
    throw new IOException("no free port");
  }
}
