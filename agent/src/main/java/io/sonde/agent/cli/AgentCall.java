package io.sonde.agent.cli;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attach: makes the target load our jar with arguments and waits for the agent's answer.
 *
 * @param jar our own jar
 * @param via how to attach: {@code jdk}, {@code socket}, or empty for the best there is
 * @param timeout for everything together
 * @param progress told in words what is under way
 */
record AgentCall(File jar, String via, Duration timeout, ProgressLine progress) {

  private static final int POLL_MILLIS = 10;

  /**
   * What the agent said.
   *
   * @param result {@code active}, {@code detached}, {@code absent}, {@code off}, {@code error}
   */
  record Answer(String result, Map<String, List<String>> values) {

    /** The last value of a name, or an empty text. */
    String text(String name) {
      List<String> all = values.getOrDefault(name, List.of());
      return all.isEmpty() ? "" : all.get(all.size() - 1);
    }

    /** Every value of a name. */
    List<String> all(String name) {
      return values.getOrDefault(name, List.of());
    }

    List<String> notes() {
      return all("note");
    }
  }

  /**
   * Loads the agent.
   *
   * @param arguments options as after {@code -javaagent:sonde.jar=}, may be empty
   * @throws CliException if the target refuses or does not answer, with what is known of the cause
   */
  Answer run(JvmProcess process, String arguments) {
    Diagnosis.of(process, jar).throwIfBlocked();
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        Answer answer = once(process, arguments, deadlineNanos);
        if (!answer.result().equals("starting")) {
          return answer;
        }
        progress.step("another start or stop is under way, waiting");
        pause(POLL_MILLIS * 20);
      }
    } finally {
      progress.clear();
    }
  }

  private Answer once(JvmProcess process, String arguments, long deadlineNanos) {
    try (ReplyFile reply = ReplyFile.create(process)) {
      String path = TargetFiles.jar(process, jar);
      String all = "jar=" + path + ",reply=" + reply.inside();
      String complete = arguments.isEmpty() ? all : all + "," + arguments;
      AgentLoader loader = loader();
      CompletableFuture<@Nullable Void> loaded = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  loader.load(process, path, complete);
                  loaded.complete(null);
                } catch (Throwable t) {
                  loaded.completeExceptionally(t);
                }
              },
              "attach");
      thread.setDaemon(true);
      thread.start();
      return await(process, reply, loaded, deadlineNanos);
    } catch (IOException | ClassNotFoundException e) {
      throw new CliException(ExitCode.REFUSED, "cannot prepare the attach: " + e, doctor(process));
    }
  }

  private Answer await(
      JvmProcess process,
      ReplyFile reply,
      CompletableFuture<@Nullable Void> loaded,
      long deadlineNanos) {
    boolean isLoaded = false;
    while (true) {
      Map<String, List<String>> values = reply.read();
      List<String> end = values.get("end");
      if (end != null) {
        return new Answer(end.get(0), values);
      }
      if (loaded.isCompletedExceptionally()) {
        throw refused(process, loaded);
      }
      if (loaded.isDone() && !isLoaded) {
        isLoaded = true;
        progress.step("loaded, the agent prepares");
      }
      tellProgress(values);
      if (System.nanoTime() > deadlineNanos) {
        throw late(process, isLoaded);
      }
      if (!process.files().exist() && ProcessHandle.of(process.pid()).isEmpty()) {
        throw new CliException(ExitCode.TARGET, "process " + process + " has ended");
      }
      pause(POLL_MILLIS);
    }
  }

  private void tellProgress(Map<String, List<String>> values) {
    List<String> rewriting = values.getOrDefault("rewriting", List.of());
    if (values.containsKey("rewritten")) {
      progress.step("opening the endpoint");
    } else if (!rewriting.isEmpty()) {
      progress.step("rewriting loaded classes: " + rewriting.get(rewriting.size() - 1));
    }
  }

  private AgentLoader loader() throws ClassNotFoundException {
    if (via.equals("socket") || (via.isEmpty() && !JdkAttach.isThere())) {
      return new SocketAttach(timeout);
    }
    return JdkAttach.open();
  }

  private CliException refused(JvmProcess process, CompletableFuture<@Nullable Void> loaded) {
    String reason = "";
    try {
      loaded.get(0, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      Throwable cause = e.getCause();
      String message = cause == null ? null : cause.getMessage();
      reason = message == null ? String.valueOf(cause) : message;
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      Thread.currentThread().interrupt();
    }
    Diagnosis.of(process, jar).throwIfBlocked();
    return new CliException(
        ExitCode.REFUSED,
        process + " does not load the agent: " + reason.replace('\n', ' ').strip(),
        doctor(process));
  }

  private CliException late(JvmProcess process, boolean isLoaded) {
    Diagnosis.of(process, jar).throwIfBlocked();
    String what =
        isLoaded
            ? " has loaded the agent, which does not answer; see the stderr of the process"
            : " does not react to the attach; it may hang, or be starved of CPU";
    return new CliException(
        ExitCode.TIMEOUT,
        process + what + " (waited " + timeout.toSeconds() + " s)",
        doctor(process));
  }

  private List<String> doctor(JvmProcess process) {
    return List.of("java -jar " + jar + " doctor " + process.pid());
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERNAL, "interrupted");
    }
  }
}
