package io.sonde.testapp.truth;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of the test's own: a fresh cluster in a temporary folder, on loopback. As
 * root it runs as the user {@code postgres}, because the server refuses root.
 */
final class PostgresServer implements AutoCloseable {

  private final Path bin;
  private final Path folder;
  private final int port;

  private PostgresServer(Path bin, Path folder, int port) {
    this.bin = bin;
    this.folder = folder;
    this.port = port;
  }

  /** Whether the server's programs are installed. */
  static boolean isInstalled() {
    return findBin() != null;
  }

  static PostgresServer start() throws IOException, InterruptedException {
    Path bin = findBin();
    if (bin == null) {
      throw new IllegalStateException("PostgreSQL is not installed (package postgresql)");
    }
    Path folder = Files.createTempDirectory("postgres");
    if (isRoot()) {
      run(List.of("chown", "postgres", folder.toString()));
    }
    PostgresServer server = new PostgresServer(bin, folder, freePort());
    Path data = folder.resolve("data");
    server.command(
        "initdb", "-D", data.toString(), "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-sync");
    server.command(
        "pg_ctl",
        "-D",
        data.toString(),
        "-w",
        "-t",
        "60",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-c listen_addresses=127.0.0.1 -c port="
            + server.port
            + " -c fsync=off -c unix_socket_directories="
            + folder,
        "start");
    return server;
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException, InterruptedException {
    command("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "-w", "stop");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void command(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    File output = File.createTempFile("command", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(new File(System.getProperty("java.io.tmpdir")))
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + Files.readString(output.toPath()));
      }
    } finally {
      boolean ignored = output.delete();
    }
  }

  private static @Nullable Path findBin() {
    List<Path> candidates = new ArrayList<>();
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> entries = Files.list(versions)) {
        entries.map(version -> version.resolve("bin")).forEach(candidates::add);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      candidates.add(Path.of(folder));
    }
    for (Path candidate : candidates) {
      if (Files.isExecutable(candidate.resolve("initdb"))
          && Files.isExecutable(candidate.resolve("pg_ctl"))) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
