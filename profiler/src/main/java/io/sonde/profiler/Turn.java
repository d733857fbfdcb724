package io.sonde.profiler;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Decides who may use the engines: a capture before the continuous mode, which makes room at once.
 *
 * <p>All fields are guarded by this.
 */
final class Turn {

  private static final long LOOK_MILLIS = 20;

  private boolean taken;
  private int urgent;
  private boolean paused;
  private boolean closed;

  /**
   * Waits for the turn of a capture.
   *
   * @return false if it was given up
   */
  synchronized boolean takeUrgently(BooleanSupplier givenUp) throws InterruptedException {
    urgent++;
    notifyAll();
    boolean mine = false;
    try {
      while (taken && !givenUp.getAsBoolean()) {
        wait(LOOK_MILLIS);
      }
      if (!taken) {
        taken = true;
        mine = true;
      }
      return mine;
    } finally {
      if (!mine) {
        leaveUrgency();
      }
    }
  }

  private void leaveUrgency() {
    urgent--;
    notifyAll();
  }

  /** Ends the turn of a capture. */
  synchronized void leaveUrgent() {
    taken = false;
    leaveUrgency();
  }

  /**
   * Waits until nobody wants a capture and the continuous mode is not paused.
   *
   * @return false if there is nothing more to take
   */
  synchronized boolean takePatiently() throws InterruptedException {
    while (!closed && (taken || urgent > 0 || paused)) {
      wait();
    }
    if (!closed) {
      taken = true;
    }
    return !closed;
  }

  /** Ends the turn of the continuous mode. */
  synchronized void leavePatient() {
    taken = false;
    notifyAll();
  }

  /** Makes the continuous mode wait, or lets it go on. */
  synchronized void pause(boolean isWanted) {
    paused = isWanted;
    notifyAll();
  }

  synchronized boolean isPaused() {
    return paused;
  }

  /** Waits until somebody is urgent, the mode is paused, the profiler is closed, or time is up. */
  synchronized void awaitDisturbance(long nanos) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + nanos;
    while (!closed && !paused && urgent == 0) {
      long leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(leftNanos, 1_000_000));
    }
  }

  /** Waits until the profiler is closed or time is up. */
  synchronized void awaitClose(long nanos) throws InterruptedException {
    if (!closed && nanos > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1_000_000));
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
