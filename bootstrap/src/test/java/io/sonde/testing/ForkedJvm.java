package io.sonde.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own, described by what it runs, with its output captured; closing it ends the
 * process.
 */
public final class ForkedJvm implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Jdk jdk;
  private final Process process;
  private final Output stdout;
  private final Output stderr;

  private ForkedJvm(Jdk jdk, Process process) {
    this.jdk = jdk;
    this.process = process;
    this.stdout = new Output(process.getInputStream(), "stdout");
    this.stderr = new Output(process.getErrorStream(), "stderr");
  }

  /** Describes a JVM of the given JDK. */
  public static Description on(Jdk jdk) {
    return new Description(jdk);
  }

  /** Sonde's jar, from the system property {@code sonde.agent.jar}. */
  public static String agentJar() {
    return required("sonde.agent.jar");
  }

  /** The shop's jar, from the system property {@code sonde.shop.jar}. */
  public static String shopJar() {
    return required("sonde.shop.jar");
  }

  private static String required(String property) {
    String path = System.getProperty(property);
    if (path == null || !new File(path).isFile()) {
      throw new IllegalStateException(
          property + " names no file (" + path + "); run mvn verify from the root");
    }
    return path;
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Writes a line to its stdin. */
  public void writeStdin(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError("reads no more:\n" + this, e);
    }
  }

  /** Asks it to end, as {@code kill} does. */
  public void terminate() {
    process.destroy();
  }

  /** Asks the JVM to end that it became or, if it is a script, started. */
  public void terminateJava() {
    javaProcess().orElseThrow(() -> new AssertionError("runs no JVM:\n" + this)).destroy();
  }

  private Optional<ProcessHandle> javaProcess() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
        .findFirst();
  }

  /** What its threads do, for the message of a wait that was in vain; why not, if that fails. */
  private String threads() {
    Optional<ProcessHandle> java = javaProcess();
    if (java.isEmpty()) {
      return "runs no JVM (any more)";
    }
    Process dump = null;
    try {
      dump =
          new ProcessBuilder(
                  jdk.tool("jcmd").toString(), Long.toString(java.get().pid()), "Thread.print")
              .redirectErrorStream(true)
              .start();
      Output threads = new Output(dump.getInputStream(), "threads");
      boolean ignored = dump.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      threads.awaitEnd();
      return threads.text();
    } catch (IOException e) {
      return "no thread dump: " + e;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      if (dump != null) {
        dump.destroyForcibly();
      }
    }
  }

  /** Waits for a line of stdout. */
  public String awaitStdout(Predicate<String> line) {
    return await(stdout, line);
  }

  /** Waits for a line of stderr. */
  public String awaitStderr(Predicate<String> line) {
    return await(stderr, line);
  }

  private String await(Output output, Predicate<String> line) {
    String found = output.await(line);
    if (found == null) {
      throw new AssertionError("no such line in:\n" + this + "\nthreads:\n" + threads());
    }
    return found;
  }

  /** Waits for Sonde's start line and returns the address in it, with a slash at its end. */
  public String awaitSonde() {
    String line = awaitStderr(text -> text.startsWith("[sonde]") && text.contains(" on http://"));
    int from = line.indexOf("http://");
    int to = line.indexOf('/', from + "http://".length());
    return line.substring(from, to + 1);
  }

  /** Waits for the end; the exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            "still running after " + PATIENCE + "\n" + this + "\nthreads:\n" + threads());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    stdout.awaitEnd();
    stderr.awaitEnd();
    return process.exitValue();
  }

  /** What follows a word in the lines of standard output that begin with it, each once. */
  public List<String> after(String word) {
    return stdout()
        .lines()
        .filter(line -> line.startsWith(word))
        .map(line -> line.substring(word.length()))
        .distinct()
        .toList();
  }

  /** Everything on stdout so far. */
  public String stdout() {
    return stdout.text();
  }

  /** Everything on stderr so far. */
  public String stderr() {
    return stderr.text();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      boolean ignored = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "stdout:\n" + stdout.text() + "\nstderr:\n" + stderr.text();
  }

  /**
   * JVM options that every forked JVM of a module gets first, from the system property {@code
   * sonde.test.jvm}. Where hundreds of JVMs live for seconds, much of their time would go to a
   * compiler whose work nobody asserts anything about.
   */
  public static List<String> everywhere() {
    String options = System.getProperty("sonde.test.jvm", "");
    return options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
  }

  /** What a JVM is to run. */
  public static final class Description {

    private final Jdk jdk;
    private final List<String> jvmArguments = new ArrayList<>();
    private final List<String> program = new ArrayList<>();
    private final Map<String, @Nullable String> environment = new LinkedHashMap<>();
    private String classPath = System.getProperty("java.class.path");
    private @Nullable File directory;
    private @Nullable String launcher;
    private boolean together;

    private Description(Jdk jdk) {
      this.jdk = jdk;
    }

    /** Adds JVM options. */
    public Description jvm(String... options) {
      jvmArguments.addAll(List.of(options));
      return this;
    }

    /**
     * Adds Sonde with the given arguments, after a free port and patience with the weaver: on a
     * busy machine a class may otherwise be used before it is woven, and what is counted is not
     * all.
     */
    public Description sonde(String... arguments) {
      StringBuilder option =
          new StringBuilder("-javaagent:" + agentJar() + "=port=0,weaveWaitMillis=30000");
      for (String argument : arguments) {
        option.append(',').append(argument);
      }
      return jvm(option.toString());
    }

    /** Sets an environment variable; null removes it. */
    public Description env(String name, @Nullable String value) {
      environment.put(name, value);
      return this;
    }

    /** Sets the class path; by default it is that of the test. */
    public Description classPath(String path) {
      classPath = path;
      return this;
    }

    /** Sets the working directory. */
    public Description in(File folder) {
      directory = folder;
      return this;
    }

    /** Uses another {@code java} command, of a runtime image for example, or a script. */
    public Description launcher(String command) {
      launcher = command;
      return this;
    }

    /** Its stderr is part of its stdout, in order. */
    public Description together() {
      together = true;
      return this;
    }

    /** Runs a main class with arguments. */
    public ForkedJvm run(Class<?> main, String... arguments) {
      program.add("-cp");
      program.add(classPath);
      program.add(main.getName());
      program.addAll(List.of(arguments));
      return start();
    }

    /** Runs what the given arguments say, for example {@code -jar shop.jar}. */
    public ForkedJvm run(String... arguments) {
      program.addAll(List.of(arguments));
      return start();
    }

    private ForkedJvm start() {
      List<String> command = new ArrayList<>();
      command.add(launcher != null ? launcher : jdk.java().toString());
      if (launcher == null) {
        command.addAll(everywhere());
      }
      command.addAll(jvmArguments);
      command.addAll(program);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(together);
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      environment.forEach(
          (name, value) -> {
            if (value == null) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      if (directory != null) {
        builder.directory(directory);
      }
      try {
        return new ForkedJvm(jdk, builder.start());
      } catch (IOException e) {
        throw new IllegalStateException("cannot start " + command, e);
      }
    }
  }

  /** One output stream, read by a thread. {@code lines} and {@code ended} are guarded by this. */
  private static final class Output {

    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    Output(InputStream in, String name) {
      reader = new Thread(() -> read(in), "forked-" + name);
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream in) {
      try (BufferedReader text =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = text.readLine(); line != null; line = text.readLine()) {
          synchronized (this) {
            lines.add(line);
            notifyAll();
          }
        }
      } catch (IOException e) {
        // the process was ended
      }
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }

    /** The line, or null if the stream ended or patience did. */
    synchronized @Nullable String await(Predicate<String> wanted) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      int seen = 0;
      while (true) {
        for (; seen < lines.size(); seen++) {
          if (wanted.test(lines.get(seen))) {
            return lines.get(seen);
          }
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || leftMillis <= 0) {
          return null;
        }
        pause(leftMillis);
      }
    }

    synchronized void awaitEnd() {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!ended && System.nanoTime() < deadline) {
        pause(1_000);
      }
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop
    private synchronized void pause(long millis) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    synchronized String text() {
      return String.join("\n", lines);
    }
  }
}
