package io.sonde.agent.start;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.weaving.OwnThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The thread that does, once a second, what must not be done on application threads: bringing
 * gauges up to date and dropping dead entries of side tables.
 */
final class Maintenance implements AutoCloseable {

  private static final long PERIOD_MILLIS = 1_000;
  private static final int EXPUNGE_EVERY = 10;

  private final ProbeContext context;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong failures = new AtomicLong();
  private @Nullable Thread thread;

  Maintenance(ProbeContext context) {
    this.context = context;
  }

  /**
   * Starts the thread.
   *
   * @param before what it also does each second, before gauges are brought up to date
   * @param after what it does right after that: what reads them together with the histograms shall
   *     see the same requests in both
   */
  void start(Runnable before, Runnable after) {
    Thread started = new OwnThread("maintenance", () -> run(before, after));
    thread = started;
    started.start();
  }

  /** How often a step failed; each failure leaves the other steps alone. */
  long failures() {
    return failures.get();
  }

  private void run(Runnable before, Runnable after) {
    try {
      for (int tick = 1; !stop.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS); tick++) {
        attempt(before);
        for (Runnable refresher : context.refreshers()) {
          attempt(refresher);
        }
        attempt(after);
        if (tick % EXPUNGE_EVERY == 0) {
          for (WeakIdentityTable<?> table : context.sideTables()) {
            attempt(table::expunge);
          }
          attempt(CallState::expunge);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (Throwable t) {
      failures.getAndIncrement();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    Thread started = thread;
    if (started != null) {
      started.interrupt();
    }
  }
}
