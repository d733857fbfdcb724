package io.sonde.testapp.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that is measured from outside. It is spoken to by lines on its standard input and output;
 * what it writes to the error stream is kept in a file.
 */
final class TargetJvm implements AutoCloseable {

  private static final long END_SECONDS = 60;

  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;
  private final Path errors;
  private final StringBuilder said = new StringBuilder();
  private final Map<Work, Map<String, Long>> threadNanos = new EnumMap<>(Work.class);
  private final long startNanos;

  /** What threads are there for. */
  enum Work {
    ANSWERING("threads that answer the page", "sonde-http"),
    SONDE("other threads of Sonde", "sonde"),
    COLLECTING("garbage collector", "GC Thread", "G1 "),
    COMPILING("compilers", "C1 Comp", "C2 Comp"),
    APPLICATION("all others", "");

    final String text;
    private final String[] names;

    Work(String text, String... names) {
      this.text = text;
      this.names = names;
    }

    private static Work of(String threadName) {
      for (Work work : values()) {
        for (String name : work.names) {
          if (threadName.startsWith(name)) {
            return work;
          }
        }
      }
      return APPLICATION;
    }
  }

  private TargetJvm(Process process, Path errors, long startNanos) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.errors = errors;
    this.startNanos = startNanos;
  }

  /** Starts {@code java} with these arguments. */
  static TargetJvm start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Places.java());
    command.addAll(arguments);
    Path errors = Files.createTempFile(Places.WORK, "target", ".err");
    long startNanos = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    return new TargetJvm(process, errors, startNanos);
  }

  /** Starts a shop and returns when it is ready. */
  static TargetJvm shop(List<String> flags, String... shopArguments) throws IOException {
    List<String> arguments = new ArrayList<>(flags);
    arguments.addAll(
        List.of("-cp", Places.SHOP.toString(), "io.sonde.testapp.Main", "--port", "0"));
    arguments.addAll(List.of(shopArguments));
    return start(arguments);
  }

  /** Waits for a line that begins so, and returns what follows. */
  String await(String prefix) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length()).strip();
      }
      said.append(line).append('\n');
    }
    throw new IOException("the target ended: " + Files.readString(errors));
  }

  /** Writes a line to its standard input. */
  void tell(String line) throws IOException {
    in.write(line);
    in.newLine();
    in.flush();
  }

  /** Wall-clock time since it was started. */
  double elapsedSeconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  /**
   * CPU time of the threads by what they do, of those that ended as last seen; Linux only. Names
   * are cut to 15 characters by the kernel.
   */
  Map<Work, Double> cpuSecondsByWork() throws IOException {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      for (Path thread : threads) {
        try {
          String name = Files.readString(thread.resolve("comm")).strip();
          String spent = Files.readString(thread.resolve("schedstat")).split(" ", -1)[0];
          threadNanos
              .computeIfAbsent(Work.of(name), absent -> new HashMap<>())
              .put(thread.getFileName().toString(), Long.parseLong(spent));
        } catch (IOException ended) {
          // the thread has ended since the folder was read
          continue;
        }
      }
    }
    Map<Work, Double> seconds = new EnumMap<>(Work.class);
    threadNanos.forEach(
        (work, nanos) ->
            seconds.put(work, nanos.values().stream().mapToLong(Long::longValue).sum() / 1e9));
    return seconds;
  }

  /** User and system time of the whole process since it was started. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  long pid() {
    return process.pid();
  }

  /** The lines of its standard output that nobody waited for. */
  String said() {
    return said.toString();
  }

  /** What was written to the error stream so far. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  /** The address that Sonde's start line gives, without the slash at its end; waits for it. */
  String sondeUrl() throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      String text = errors();
      int at = text.indexOf(" on http://");
      int end = text.indexOf('\n', Math.max(0, at));
      if (at >= 0 && end > at) {
        String url = text.substring(at + " on ".length(), end).split("[; ]", -1)[0];
        return url.substring(0, url.length() - 1);
      }
      Thread.sleep(50);
    }
    throw new IOException("Sonde did not start: " + errors());
  }

  /** A metric without labels. */
  double sondeValue(String metric) throws IOException, InterruptedException {
    URI address = URI.create(sondeUrl() + "/metrics");
    String text;
    try (InputStream in = address.toURL().openStream()) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(metric + " ")) {
        return Double.parseDouble(line.substring(metric.length() + 1));
      }
    }
    throw new IOException(metric + " is not in " + address);
  }

  /** Throws if Sonde's breaker has ended measuring: then there is nothing to be compared. */
  void checkMeasured() throws IOException {
    if (errors().contains("measures nothing any more")) {
      throw new IOException(errors());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    out.close();
    File file = errors.toFile();
    if (!file.delete()) {
      file.deleteOnExit();
    }
  }
}
