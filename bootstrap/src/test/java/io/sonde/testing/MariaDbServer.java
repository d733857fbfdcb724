package io.sonde.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server of the test's own: a fresh data folder, on loopback, with a user {@code truth}
 * without a password. Drivers of MariaDB and of MySQL can talk to it.
 */
public final class MariaDbServer implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final Process process;

  private MariaDbServer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Whether the server's programs are installed. */
  public static boolean isInstalled() {
    return server() != null && installer() != null;
  }

  /** Starts a server with empty databases of the given names. */
  public static MariaDbServer start(String... databases) throws IOException, InterruptedException {
    Path server = server();
    Path installer = installer();
    if (server == null || installer == null) {
      throw new IllegalStateException(
          "MariaDB is not installed (packages mariadb-server-core, mariadb-client-core)");
    }
    Path folder = Files.createTempDirectory("mariadb");
    String data = "--datadir=" + folder.resolve("data");
    List<String> asRoot = ServerProcess.isRoot() ? List.of("--user=root") : List.of();
    List<String> install = new ArrayList<>(List.of(installer.toString(), "--no-defaults", data));
    install.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
    install.addAll(asRoot);
    ServerProcess.run(install);
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>(List.of(server.toString(), "--no-defaults", data));
    command.addAll(
        List.of(
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--socket=" + folder.resolve("socket"),
            "--pid-file=" + folder.resolve("pid"),
            "--init-file=" + initFile(folder, databases),
            "--innodb-flush-log-at-trx-commit=0"));
    command.addAll(asRoot);
    File log = folder.resolve("log").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    MariaDbServer started = new MariaDbServer(folder, port, process);
    try {
      started.awaitReady(log.toPath());
    } catch (IllegalStateException failed) {
      started.close();
      throw failed;
    }
    return started;
  }

  private static Path initFile(Path folder, String... databases) throws IOException {
    StringBuilder sql = new StringBuilder();
    sql.append("CREATE USER 'truth'@'localhost' IDENTIFIED BY '';\n");
    sql.append("CREATE USER 'truth'@'127.0.0.1' IDENTIFIED BY '';\n");
    for (String database : databases) {
      sql.append("CREATE DATABASE ").append(database).append(";\n");
    }
    sql.append("GRANT ALL ON *.* TO 'truth'@'localhost';\n");
    sql.append("GRANT ALL ON *.* TO 'truth'@'127.0.0.1';\n");
    return Files.writeString(folder.resolve("init.sql"), sql);
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(log).contains("ready for connections")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("MariaDB does not start: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly();
    boolean ignored = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ServerProcess.delete(folder);
  }

  private static @Nullable Path server() {
    Path folder = ServerProcess.folderWith(List.of(Path.of("/usr/sbin")), "mariadbd");
    return folder == null ? null : folder.resolve("mariadbd");
  }

  private static @Nullable Path installer() {
    Path folder = ServerProcess.folderWith(List.of(Path.of("/usr/bin")), "mariadb-install-db");
    return folder == null ? null : folder.resolve("mariadb-install-db");
  }
}
