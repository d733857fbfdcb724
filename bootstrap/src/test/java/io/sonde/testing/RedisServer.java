package io.sonde.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Redis server of the test's own: on loopback, keeping nothing. */
public final class RedisServer implements AutoCloseable {

  private static final String PROGRAM = "redis-server";
  private static final int PATIENCE_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final Process process;

  private RedisServer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Whether the server's program is installed. */
  public static boolean isInstalled() {
    return program() != null;
  }

  /** Starts a server. */
  public static RedisServer start() throws IOException, InterruptedException {
    Path program = program();
    if (program == null) {
      throw new IllegalStateException("Redis is not installed (package redis-server)");
    }
    Path folder = Files.createTempDirectory("redis");
    int port = ServerProcess.freePort();
    List<String> command =
        List.of(
            program.toString(),
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "no");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    RedisServer started = new RedisServer(folder, port, process);
    try {
      started.awaitReady(log);
    } catch (IllegalStateException failed) {
      started.close();
      throw failed;
    }
    return started;
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(log).contains("Ready to accept connections")) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("Redis does not start: " + Files.readString(log));
      }
      Thread.sleep(20);
    }
  }

  /** The port of the loopback interface that it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly();
    boolean ignored = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ServerProcess.delete(folder);
  }

  private static @Nullable Path program() {
    Path folder = ServerProcess.folderWith(List.of(Path.of("/usr/bin")), PROGRAM);
    return folder == null ? null : folder.resolve(PROGRAM);
  }
}
