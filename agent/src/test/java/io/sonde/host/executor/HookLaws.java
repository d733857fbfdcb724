package io.sonde.host.executor;

import static io.sonde.host.executor.Transcript.say;

import io.sonde.host.executor.LawProgram.Named;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Pools that override {@code beforeExecute}, {@code afterExecute} and {@code terminated}. */
final class HookLaws {

  private HookLaws() {}

  static void run() throws Exception {
    say("# hooks");
    for (boolean callsSuper : new boolean[] {true, false}) {
      say("## " + (callsSuper ? "with super" : "without super"));
      Hooked pool = new Hooked(callsSuper, "none");
      pool.execute(new Named("first"));
      pool.submit(new Named("second")).get(1, TimeUnit.MINUTES);
      pool.submit(
          (Runnable)
              () -> {
                throw new IllegalStateException("kept by the future");
              });
      Transcript.end(pool);
      say("completed " + pool.getCompletedTaskCount());
    }
    for (String broken : new String[] {"before", "after"}) {
      say("## throwing " + broken);
      Hooked pool = new Hooked(true, broken);
      pool.execute(new Named("bad"));
      Transcript.await(pool.died);
      pool.execute(new Named("good"));
      Transcript.end(pool);
      say("completed " + pool.getCompletedTaskCount());
    }
    deep();
  }

  /** A subclass of a subclass, each with its own hooks. */
  private static void deep() throws Exception {
    say("## two levels");
    Hooked pool =
        new Hooked(true, "none") {
          @Override
          protected void beforeExecute(Thread thread, Runnable task) {
            say("  outer before");
            super.beforeExecute(thread, task);
          }

          @Override
          protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
            super.afterExecute(task, thrown);
            say("  outer after");
          }
        };
    pool.execute(new Named("task"));
    Transcript.end(pool);
  }

  private static class Hooked extends ThreadPoolExecutor {

    final CountDownLatch died = new CountDownLatch(1);
    private final boolean callsSuper;
    private final String broken;

    Hooked(boolean callsSuper, String broken) {
      super(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
      this.callsSuper = callsSuper;
      this.broken = broken;
      setThreadFactory(threads());
    }

    private ThreadFactory threads() {
      return body -> {
        Thread thread = new Thread(body, "hooked-1");
        thread.setUncaughtExceptionHandler(
            (dead, thrown) -> {
              say("  died of " + Transcript.outline(thrown));
              say("  trace" + Transcript.frames(thrown.getStackTrace()));
              died.countDown();
            });
        return thread;
      };
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      if (callsSuper) {
        super.beforeExecute(thread, task);
      }
      say("  before " + kind(task) + " on " + (thread == Thread.currentThread()));
      say("  walk " + Transcript.walk());
      if (broken.equals("before") && kind(task).equals("bad")) {
        throw new IllegalStateException("before");
      }
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
      say("  after " + kind(task) + " " + Transcript.outline(thrown));
      say("  walk " + Transcript.walk());
      if (callsSuper) {
        super.afterExecute(task, thrown);
      }
      if (broken.equals("after") && kind(task).equals("bad")) {
        throw new IllegalStateException("after");
      }
    }

    @Override
    protected void terminated() {
      say("  terminated");
      super.terminated();
    }

    private static String kind(Runnable task) {
      return task instanceof Named named ? named.name : task.getClass().getName();
    }
  }
}
