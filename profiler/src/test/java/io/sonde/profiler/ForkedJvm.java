package io.sonde.profiler;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import one.profiler.AsyncProfiler;

/** A program in a JVM of its own: main class, flags, arguments, JDK. */
final class ForkedJvm {

  /** Only a hang takes so long. */
  private static final long HANG_SECONDS = 180;

  private final Jdks.Jdk jdk;
  private final Path directory;
  private final List<String> flags = new ArrayList<>();
  private final List<String> firstOnClassPath = new ArrayList<>();

  /** A JVM that keeps its output in {@code directory}. */
  ForkedJvm(Jdks.Jdk jdk, Path directory) {
    this.jdk = jdk;
    this.directory = directory;
  }

  /** What a finished program left. */
  record Result(int exitCode, String out, String err) {}

  ForkedJvm flag(String flag) {
    flags.add(flag);
    return this;
  }

  /** Puts an entry before all others on the class path. */
  ForkedJvm classPathFirst(Path entry) {
    firstOnClassPath.add(entry.toString());
    return this;
  }

  Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    Path out = directory.resolve("stdout.txt");
    Path err = directory.resolve("stderr.txt");
    ProcessBuilder builder = new ProcessBuilder(command(main, arguments));
    // The JVM announces these variables on standard error.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process =
        builder
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          "hung; its output: " + Files.readString(out) + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private List<String> command(Class<?> main, String... arguments) {
    List<String> entries = new ArrayList<>(firstOnClassPath);
    for (Class<?> type : List.of(ForkedJvm.class, Profiler.class, AsyncProfiler.class)) {
      entries.add(location(type));
    }
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.add("-Xmx256m");
    command.addAll(flags);
    command.add("-cp");
    command.add(String.join(System.getProperty("path.separator"), entries));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
