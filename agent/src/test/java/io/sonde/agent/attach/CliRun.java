package io.sonde.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of the command line in a JVM of its own.
 *
 * @param exitCode of the process
 * @param out everything on stdout
 * @param err everything on stderr
 * @param seconds how long it took
 */
record CliRun(int exitCode, String out, String err, double seconds) {

  /** Catches a hang; no assertion depends on it. */
  private static final long PATIENCE_SECONDS = 90;

  /** Runs {@code java -jar sonde.jar} with words. */
  static CliRun on(Jdk jdk, Object... words) {
    return of(command(jdk, ForkedJvm.agentJar(), words));
  }

  /** The command of a run. */
  static List<String> command(Jdk jdk, String jar, Object... words) {
    List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
    // it lives for a second, and some tests start hundreds
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar));
    for (Object word : words) {
      command.add(word.toString());
    }
    return command;
  }

  /** Runs any command. */
  static CliRun of(List<String> command) {
    return start(command).await();
  }

  /** Starts any command. */
  static Started start(List<String> command) {
    try {
      Path out = Files.createTempFile("cli", ".out");
      Path err = Files.createTempFile("cli", ".err");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Started(builder.start(), out, err, System.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException(command.toString(), e);
    }
  }

  /** A run that is not over. */
  record Started(Process process, Path outFile, Path errFile, long startNanos) {

    CliRun await() {
      return await(PATIENCE_SECONDS);
    }

    CliRun await(long patienceSeconds) {
      try {
        if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("still runs: " + text(errFile));
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        CliRun run = new CliRun(process.exitValue(), text(outFile), text(errFile), seconds);
        Files.deleteIfExists(outFile);
        Files.deleteIfExists(errFile);
        return run;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String text(Path file) throws IOException {
      return Files.readString(file, StandardCharsets.UTF_8);
    }
  }

  /** Asserts that it was done. */
  CliRun done() {
    assertThat(exitCode).as("%s", this).isZero();
    return this;
  }

  /** The value of a name in JSON on stdout, as it stands there; a text without its quotes. */
  String json(String name) {
    java.util.regex.Matcher value =
        java.util.regex.Pattern.compile("\"" + name + "\":(\"([^\"]*)\"|[^,}\\]]*)").matcher(out);
    assertThat(value.find()).as("%s in %s", name, this).isTrue();
    return value.group(2) != null ? value.group(2) : value.group(1);
  }

  @Override
  public String toString() {
    return exitCode + " after " + seconds + " s\nstdout:\n" + out + "stderr:\n" + err;
  }
}
