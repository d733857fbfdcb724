package io.sonde.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of the test's own: a fresh cluster in a temporary folder, on loopback. As
 * root it runs as the user {@code postgres}, because the server refuses root.
 */
public final class PostgresServer implements AutoCloseable {

  private final Path bin;
  private final Path folder;
  private final int port;

  private PostgresServer(Path bin, Path folder, int port) {
    this.bin = bin;
    this.folder = folder;
    this.port = port;
  }

  /** Whether the server's programs are installed. */
  public static boolean isInstalled() {
    return findBin() != null;
  }

  /** Starts a server with a user {@code shop} who needs no password. */
  public static PostgresServer start() throws IOException, InterruptedException {
    Path bin = findBin();
    if (bin == null) {
      throw new IllegalStateException("PostgreSQL is not installed (package postgresql)");
    }
    Path folder = Files.createTempDirectory("postgres");
    if (ServerProcess.isRoot()) {
      ServerProcess.run(List.of("chown", "postgres", folder.toString()));
    }
    PostgresServer server = new PostgresServer(bin, folder, ServerProcess.freePort());
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

  /** The URL of its database {@code postgres}. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + address() + "/postgres";
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Makes an empty database. */
  public void createDatabase(String name) throws IOException, InterruptedException {
    command("createdb", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "shop", name);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    command("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "-w", "stop");
    ServerProcess.delete(folder);
  }

  private void command(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (ServerProcess.isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    ServerProcess.run(command);
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
    return ServerProcess.folderWith(candidates, "initdb", "pg_ctl", "createdb");
  }
}
