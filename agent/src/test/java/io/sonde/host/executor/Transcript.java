package io.sonde.host.executor;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lines that say what happened, without times and addresses: equal in every run. */
final class Transcript {

  /** The last line; the program then waits to be ended. */
  static final String END = "end of transcript";

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Transcript() {}

  static synchronized void say(String text) {
    OUT.println(text);
  }

  /** Prints what a call returns or throws. */
  static void say(String what, Callable<?> call) {
    try {
      say(what + ": " + call.call());
    } catch (Throwable t) {
      say(what + ": " + outline(t));
    }
  }

  /** Type, message without addresses and causes. */
  static String outline(@Nullable Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      text.append(text.length() == 0 ? "" : " <- ").append(t.getClass().getName());
      if (t.getMessage() != null) {
        text.append('(').append(withoutAddresses(t.getMessage())).append(')');
      }
    }
    return thrown == null ? "nothing" : text.toString();
  }

  /** Identity hashes and the running numbers of hidden classes differ between any two runs. */
  private static String withoutAddresses(String text) {
    return text.replaceAll("\\$\\$Lambda[$/0-9a-fx]*", "\\$\\$Lambda")
        .replaceAll("@[0-9a-f]+|0x[0-9a-f]+", "@");
  }

  /** Every frame with its line, innermost first. */
  static String frames(StackTraceElement[] trace) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : trace) {
      text.append("\n    ").append(withoutAddresses(frame.toString()));
    }
    return text.toString();
  }

  /** The frames of the caller as {@link StackWalker} sees them, hidden ones included. */
  static String walk() {
    List<String> names = new ArrayList<>();
    StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES)
        .forEach(
            frame ->
                names.add(
                    withoutAddresses(frame.getClassName())
                        + "."
                        + frame.getMethodName()
                        + ":"
                        + frame.getLineNumber()));
    return names.size() + " " + names;
  }

  static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static void end(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    say("ended: " + pool.awaitTermination(1, TimeUnit.MINUTES));
  }

  /** Says that all is done and waits until the process is ended. */
  static void stay() throws InterruptedException {
    say(END);
    new CountDownLatch(1).await();
  }
}
