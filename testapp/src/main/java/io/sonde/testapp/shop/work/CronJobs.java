package io.sonde.testapp.shop.work;

import io.sonde.testapp.shop.truth.ExecutorTally;
import io.sonde.testapp.shop.truth.Truth;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The shop's periodic jobs, on threads named shop-cron-N; each run is counted as one completion.
 */
public final class CronJobs implements AutoCloseable {

  private static final String NAME = "shop-cron";

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(2, new NamedThreads(NAME));
  private final ExecutorTally tally;

  public CronJobs(Truth truth) {
    this.tally = truth.executor(NAME);
  }

  /**
   * Runs {@code job} every {@code periodMillis}, the first time after one period; a failed run does
   * not end it.
   */
  public void every(long periodMillis, Job job) {
    tally.submitted();
    var unused =
        executor.scheduleAtFixedRate(
            () -> runOnce(job), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
  }

  private void runOnce(Job job) {
    long startNanos = System.nanoTime();
    boolean failed = true;
    try {
      job.run();
      failed = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // Counted below; an exception that left this method would end the schedule.
    } finally {
      tally.completed(0, System.nanoTime() - startNanos, failed);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /** One periodic job. */
  @FunctionalInterface
  public interface Job {
    void run() throws Exception;
  }
}
