package io.sonde.host.executor;

import static io.sonde.host.executor.Transcript.say;

import io.sonde.host.executor.LawProgram.Named;
import java.util.Date;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Timers: order, frames, cancelling, refusals, and what a task that throws leaves behind. */
final class TimerLaws {

  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  private TimerLaws() {}

  static void run() throws InterruptedException {
    say("# timers");
    Timer timer = new Timer("law-timer");
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    TimerTask blocking =
        task(
            () -> {
              running.countDown();
              Transcript.await(free);
            });
    timer.schedule(blocking, 0);
    running.await();
    long now = System.currentTimeMillis();
    for (int delay : new int[] {30, 10, 20}) {
      timer.schedule(task(new Named("after " + delay)), new Date(now + delay));
    }
    say("cancel what ran " + blocking.cancel());
    TimerTask never = task(new Named("never"));
    timer.schedule(never, HOUR_MILLIS);
    say("cancel " + never.cancel() + " again " + never.cancel() + " purged " + timer.purge());
    say("cancelled", schedule(timer, never, 0));
    say("negative", schedule(timer, task(() -> {}), -1));
    say("none", schedule(timer, null, 1));
    CountDownLatch seen = new CountDownLatch(1);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            say("  time " + (scheduledExecutionTime() - now) + Transcript.walk());
            seen.countDown();
          }
        },
        new Date(now + 40));
    TimerTask twice = task(new Named("never"));
    timer.schedule(twice, HOUR_MILLIS);
    say("twice", schedule(timer, twice, 1));
    free.countDown();
    seen.await();
    repeat(timer);
    CountDownLatch dead = new CountDownLatch(1);
    timer.schedule(
        task(
            () -> {
              Thread.currentThread()
                  .setUncaughtExceptionHandler(
                      (thread, thrown) -> {
                        say("  dies of " + Transcript.outline(thrown));
                        dead.countDown();
                      });
              throw new IllegalStateException("on purpose");
            }),
        0);
    dead.await();
    say("over", schedule(timer, task(() -> {}), 1));
    say("purged " + timer.purge());
    timer.cancel();
  }

  private static void repeat(Timer timer) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    TimerTask repeated =
        new TimerTask() {
          private int runs;

          @Override
          public void run() {
            runs++;
            say("  run " + runs + (runs == 3 ? " cancels " + cancel() : ""));
            if (runs == 3) {
              done.countDown();
            }
          }
        };
    timer.scheduleAtFixedRate(repeated, 0, 5);
    done.await();
  }

  private static TimerTask task(Runnable body) {
    return new TimerTask() {
      @Override
      public void run() {
        body.run();
      }
    };
  }

  private static Callable<String> schedule(Timer timer, @Nullable TimerTask task, long delay) {
    return () -> {
      timer.schedule(task, delay);
      return "taken";
    };
  }
}
