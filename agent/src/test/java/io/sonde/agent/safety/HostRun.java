package io.sonde.agent.safety;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a host program in a JVM of its own, from start to end, with its output kept as bytes,
 * so that two runs can be compared.
 */
final class HostRun {

  /** Catches a hang; no assertion depends on it. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long POLL_MILLIS = 20;

  private final List<String> command = new ArrayList<>();
  private final Map<String, @Nullable String> environment = new LinkedHashMap<>();

  private HostRun(String java) {
    command.add(java);
  }

  /** On a JDK. */
  static HostRun on(Jdk jdk) {
    return new HostRun(jdk.java().toString());
  }

  /** Of any command. */
  static HostRun of(String command) {
    return new HostRun(command);
  }

  /** Whether a command exists and ends well. */
  static boolean canStart(String command, String... arguments) {
    try {
      return of(command).with(arguments).end().exitCode() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The folder of the compiled tests, which holds the host programs and needs no library. */
  static String programs() {
    try {
      return Path.of(HostRun.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The option that starts Sonde on any free port, with further options. */
  static String agent(String... options) {
    return "-javaagent:" + ForkedJvm.agentJar() + "=port=0" + joined(options);
  }

  private static String joined(String... options) {
    StringBuilder text = new StringBuilder();
    for (String option : options) {
      text.append(',').append(option);
    }
    return text.toString();
  }

  /** Adds arguments. */
  HostRun with(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  /** Sets an environment variable; null removes it. */
  HostRun env(String name, @Nullable String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs a class of {@link #programs()} with arguments, as the last of the command. */
  HostRun main(Class<?> program, String... arguments) {
    return main(programs(), program, arguments);
  }

  /** Runs a class on a class path. */
  HostRun main(String classPath, Class<?> program, String... arguments) {
    return with("-cp", classPath, program.getName()).with(arguments);
  }

  /** Runs with an empty stdin. */
  Outcome end() {
    return run((process, stdout, stderr) -> {});
  }

  /** Runs with a stdin that ends when a condition holds. */
  Outcome endAfter(Condition condition) {
    return run((process, stdout, stderr) -> await(process, condition));
  }

  /** Runs with a stdin that ends when Sonde has said how its start went. */
  Outcome endAfterSondeLine() {
    return endAfterSondeLine(line -> {});
  }

  /** The same; what is to be asked of Sonde is asked when the program waits, with its line. */
  Outcome endAfterSondeLine(Consumer<String> question) {
    return run(
        (process, stdout, stderr) -> {
          await(process, () -> text(stdout).contains(EndOfInput.WAITING));
          awaitSondeLine(process, stderr, question);
        });
  }

  /** Sends SIGTERM when the program has said its first line and Sonde its own, if it is there. */
  Outcome terminate(boolean isSondeExpected) {
    return run(
        (process, stdout, stderr) -> {
          if (isSondeExpected) {
            awaitSondeLine(process, stderr, line -> {});
          }
          await(process, () -> !text(stdout).isEmpty());
          process.destroy();
        });
  }

  private void awaitSondeLine(Process process, Path stderr, Consumer<String> question)
      throws IOException, InterruptedException {
    await(process, () -> text(stderr).lines().anyMatch(Outcome::isStartLine));
    text(stderr).lines().filter(Outcome::isStartLine).findFirst().ifPresent(question);
  }

  private Outcome run(Meanwhile meanwhile) {
    try {
      Path folder = Files.createTempDirectory("host-run");
      Path stdout = folder.resolve("stdout");
      Path stderr = folder.resolve("stderr");
      Process process = start(stdout, stderr);
      try {
        meanwhile.happens(process, stdout, stderr);
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError(command + " still runs\n" + text(stdout) + text(stderr));
        }
        return new Outcome(process.exitValue(), Files.readAllBytes(stdout), text(stderr));
      } finally {
        process.destroyForcibly();
        for (Path file : List.of(stdout, stderr, folder)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command.toString(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process start(Path stdout, Path stderr) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    environment.forEach(
        (name, value) -> {
          if (value == null) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return builder.start();
  }

  private void await(Process process, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && !condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(command + ": what was waited for did not come");
      }
      boolean ignored = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** The address in Sonde's line, with a slash at its end. */
  static String address(String sondeLine) {
    int from = sondeLine.indexOf("http://");
    return sondeLine.substring(from, sondeLine.indexOf('/', from + "http://".length()) + 1);
  }

  /** Jars of this test's class path whose names begin so, as a class path. */
  static String libraries(String... prefixes) {
    StringBuilder path = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      for (String prefix : prefixes) {
        if (new File(entry).getName().startsWith(prefix)) {
          path.append(File.pathSeparatorChar).append(entry);
        }
      }
    }
    return path.toString();
  }

  /** What happens while the host runs and before its stdin ends. */
  private interface Meanwhile {
    void happens(Process process, Path stdout, Path stderr)
        throws IOException, InterruptedException;
  }

  /** Something to wait for. */
  interface Condition {
    boolean holds() throws IOException;
  }
}
