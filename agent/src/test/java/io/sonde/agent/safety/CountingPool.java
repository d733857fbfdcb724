package io.sonde.agent.safety;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A pool of the host's own, of the kind that Sonde rewrites: it overrides what it measures by. */
class CountingPool extends ThreadPoolExecutor {

  private int started;
  private int ended;

  CountingPool() {
    super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    started++;
    super.beforeExecute(thread, task);
  }

  @Override
  protected void afterExecute(Runnable task, Throwable thrown) {
    super.afterExecute(task, thrown);
    ended++;
  }

  /** What the counts are after the pool has terminated. */
  String counts() throws InterruptedException {
    shutdown();
    boolean ignored = awaitTermination(1, TimeUnit.MINUTES);
    return started + " started, " + ended + " ended";
  }
}
