package io.sonde.host.executor;

import java.util.Date;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Timers whose waits and outcomes the program itself knows.
 *
 * <p>Timers go by the wall clock, in milliseconds: a wait may be read one shorter or longer than it
 * was, and the clock may be corrected meanwhile; so the brackets that are printed are wider by two
 * milliseconds on either side.
 */
final class TimerTruth {

  private static final long RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long STEP_MILLIS = 100;
  private static final long PERIOD_MILLIS = 20;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
  private static final int RUNS = 6;

  private TimerTruth() {}

  static void run() throws Exception {
    late();
    periodic("rate", true);
    periodic("delay", false);
    past();
    outcomes();
  }

  /** What a run was like, by the program's own clock. */
  private static final class Noted extends TimerTask {
    final CountDownLatch done;
    final long runsMillis;
    volatile Thread thread = Thread.currentThread();
    long startNanos;
    long endNanos;

    Noted(CountDownLatch done, long runsMillis) {
      this.done = done;
      this.runsMillis = runsMillis;
    }

    @Override
    public void run() {
      startNanos = System.nanoTime();
      thread = Thread.currentThread();
      park(TimeUnit.MILLISECONDS.toNanos(runsMillis));
      endNanos = System.nanoTime();
      done.countDown();
    }
  }

  /** The first task occupies the thread while three others become due. */
  private static void late() throws InterruptedException {
    Timer timer = new Timer("late-1");
    CountDownLatch done = new CountDownLatch(4);
    Noted[] tasks = new Noted[4];
    long[] earliestDue = new long[4];
    long[] latestDue = new long[4];
    for (int k = 0; k < tasks.length; k++) {
      tasks[k] = new Noted(done, k == 0 ? 3 * STEP_MILLIS : 1);
      long delayMillis = Math.max(0, k - 1) * STEP_MILLIS + (k == 0 ? 0 : 1);
      earliestDue[k] = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
      timer.schedule(tasks[k], delayMillis);
      latestDue[k] = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }
    done.await();
    end(timer, tasks[0].thread);
    for (int k = 0; k < tasks.length; k++) {
      bracket(
          "late",
          k == 0 ? 0 : tasks[k - 1].endNanos - latestDue[k],
          tasks[k].startNanos - earliestDue[k]);
      TruthProgram.print("late", "runNanos", tasks[k].endNanos - tasks[k].startNanos);
    }
    TruthProgram.print("late", "spanNanos", System.nanoTime() - earliestDue[0]);
  }

  /** A task that is run several times; its first run takes longer than three periods. */
  private static final class Periodic extends TimerTask {
    final CountDownLatch done = new CountDownLatch(1);
    final long[] startNanos = new long[RUNS];
    final long[] endNanos = new long[RUNS];
    volatile Thread thread = Thread.currentThread();
    int runs;

    @Override
    public void run() {
      startNanos[runs] = System.nanoTime();
      thread = Thread.currentThread();
      park(runs == 0 ? 3 * PERIOD_NANOS + PERIOD_NANOS / 2 : PERIOD_NANOS / 4);
      endNanos[runs] = System.nanoTime();
      if (++runs == RUNS) {
        cancel();
        done.countDown();
      }
    }
  }

  private static void periodic(String name, boolean isFixedRate) throws InterruptedException {
    Timer timer = new Timer(name + "-1");
    Periodic task = new Periodic();
    long earliest = System.nanoTime();
    if (isFixedRate) {
      timer.scheduleAtFixedRate(task, 0, PERIOD_MILLIS);
    } else {
      timer.schedule(task, 0, PERIOD_MILLIS);
    }
    long latest = System.nanoTime();
    task.done.await();
    end(timer, task.thread);
    TruthProgram.print(name, "spanNanos", System.nanoTime() - earliest);
    // when the thread can have taken the task for the run before, at the earliest
    long taken = earliest;
    for (int k = 0; k < RUNS; k++) {
      if (isFixedRate || k == 0) {
        bracket(
            name,
            k == 0 ? 0 : task.endNanos[k - 1] - (latest + k * PERIOD_NANOS),
            task.startNanos[k] - (earliest + k * PERIOD_NANOS));
      } else {
        bracket(
            name,
            task.endNanos[k - 1] - (task.startNanos[k - 1] + PERIOD_NANOS),
            task.startNanos[k] - (taken + PERIOD_NANOS));
        taken = Math.max(task.endNanos[k - 1], taken + PERIOD_NANOS);
      }
      TruthProgram.print(name, "runNanos", task.endNanos[k] - task.startNanos[k]);
    }
  }

  /** Tasks whose time was over when they were submitted: from then on they waited. */
  private static void past() throws InterruptedException {
    Timer timer = new Timer("past-1");
    long submittedNanos = System.nanoTime();
    CountDownLatch done = new CountDownLatch(1);
    Noted once = new Noted(done, 1);
    timer.schedule(once, new Date(0));
    Periodic caughtUp = new Periodic();
    timer.scheduleAtFixedRate(
        caughtUp, new Date(System.currentTimeMillis() - 2 * PERIOD_MILLIS), PERIOD_MILLIS);
    done.await();
    caughtUp.done.await();
    end(timer, once.thread);
    bracket("past", 0, once.startNanos - submittedNanos);
    for (int k = 0; k < RUNS; k++) {
      // the third one's time is that of the submission
      long dueNanos = submittedNanos + Math.max(0, k - 2) * PERIOD_NANOS;
      bracket("past", 0, caughtUp.startNanos[k] - dueNanos);
    }
  }

  /** Its subclass runs it. */
  private static class Counting extends TimerTask {
    final AtomicInteger runs;

    Counting(AtomicInteger runs) {
      this.runs = runs;
    }

    @Override
    public void run() {
      runs.incrementAndGet();
    }
  }

  private static void outcomes() throws InterruptedException {
    Timer timer = new Timer("timed-1");
    Timer twin = new Timer("timed-2");
    AtomicInteger ignored = new AtomicInteger();
    AtomicInteger succeeded = new AtomicInteger();
    // by hand
    new Counting(ignored).run();
    // the class that names TimerTask is not the one whose method is called
    timer.schedule(
        new Counting(ignored) {
          @Override
          public void run() {
            super.run();
            new Counting(ignored).run();
            succeeded.incrementAndGet();
          }
        },
        0);
    timer.schedule(new Counting(succeeded), 1);
    twin.schedule(new Counting(succeeded), 1);
    AtomicInteger cancelled = new AtomicInteger();
    twin.schedule(
        new TimerTask() {
          @Override
          public void run() {
            // it is taken out of the queue as if it were to run
            TimerTask next = new Counting(new AtomicInteger(1_000));
            twin.schedule(next, 0);
            cancelled.addAndGet(next.cancel() ? 1 : 0);
            succeeded.incrementAndGet();
          }
        },
        2);
    TimerTask never = new Counting(new AtomicInteger(1_000));
    for (int i = 0; i < 3; i++) {
      never = new Counting(new AtomicInteger(1_000));
      timer.schedule(never, TimeUnit.HOURS.toMillis(1));
      cancelled.addAndGet(never.cancel() ? 1 : 0);
    }
    timer.purge();
    int mistakes = mistakes(timer, never);
    CountDownLatch done = new CountDownLatch(2);
    Thread[] ofTwin = new Thread[1];
    twin.schedule(
        new TimerTask() {
          @Override
          public void run() {
            // what is queued behind this one never runs
            twin.schedule(new Counting(new AtomicInteger(1_000)), 0);
            twin.cancel();
            twin.cancel();
            park(PERIOD_NANOS);
            succeeded.incrementAndGet();
            ofTwin[0] = Thread.currentThread();
            done.countDown();
          }
        },
        60);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            Thread.currentThread().setUncaughtExceptionHandler((dead, thrown) -> done.countDown());
            throw new IllegalStateException("on purpose");
          }
        },
        60);
    done.await();
    ofTwin[0].join();
    int refused = refused(timer) + refused(timer) + refused(twin);
    TruthProgram.print("timed", "success", succeeded.get());
    TruthProgram.print("timed", "cancelled", cancelled.get());
    TruthProgram.print("timed", "mistakes", mistakes);
    TruthProgram.print("timed", "refused", refused);
  }

  /** Calls that fail and are no refusals. */
  private static int mistakes(Timer timer, TimerTask used) {
    int mistakes = 0;
    try {
      timer.schedule(used, 0);
    } catch (IllegalStateException cancelledAlready) {
      mistakes++;
    }
    try {
      timer.schedule(new Counting(new AtomicInteger()), -1);
    } catch (IllegalArgumentException negative) {
      mistakes++;
    }
    try {
      timer.schedule(new Counting(new AtomicInteger()), new Date(-1));
    } catch (IllegalArgumentException negative) {
      mistakes++;
    }
    try {
      timer.schedule(null, 1);
    } catch (NullPointerException none) {
      mistakes++;
    }
    return mistakes;
  }

  private static int refused(Timer timer) {
    try {
      timer.schedule(new Counting(new AtomicInteger(1_000)), 0);
      return 0;
    } catch (IllegalStateException over) {
      return 1;
    }
  }

  /** Lets the thread end, so that what it did is recorded. */
  private static void end(Timer timer, Thread thread) throws InterruptedException {
    timer.cancel();
    thread.join();
  }

  private static void bracket(String timer, long shortestNanos, long longestNanos) {
    TruthProgram.print(timer, "shortestWaitNanos", Math.max(0, shortestNanos - RESOLUTION_NANOS));
    TruthProgram.print(timer, "longestWaitNanos", longestNanos + RESOLUTION_NANOS);
  }

  private static void park(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
