package io.sonde.testing;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Wakes the other worker of JUnit's pool. The pool of JDK 17 misses signals (JDK-8288899): a run
 * may wait for the end of the one before it although a worker is idle. One that gets a task looks
 * through all queues after it.
 */
final class WakeWorkers implements BeforeEachCallback {

  @Override
  public void beforeEach(ExtensionContext context) {
    ForkJoinPool pool = ForkJoinTask.getPool();
    if (pool != null) {
      pool.execute(() -> {});
    }
  }
}
