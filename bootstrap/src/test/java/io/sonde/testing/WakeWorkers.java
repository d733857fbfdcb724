package io.sonde.testing;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Wakes the other worker of JUnit's pool. The pool of JDK 17 misses signals (JDK-8288899): a run
 * may wait for the end of the one before it although a worker is idle. One that gets a task looks
 * through all queues after it. The task comes from a thread outside of the pool: from a worker's
 * own it would go into that worker's queue, and its signal might be missed as well.
 */
final class WakeWorkers implements BeforeEachCallback {

  @Override
  public void beforeEach(ExtensionContext context) {
    ForkJoinPool pool = ForkJoinTask.getPool();
    if (pool != null) {
      Thread outside = new Thread(() -> pool.execute(() -> {}), "wake-workers");
      outside.setDaemon(true);
      outside.start();
    }
  }
}
