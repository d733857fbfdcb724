package io.sonde.testapp.truth;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Eight threads share a pool of two connections, each holding one for 50 ms at a time; in another
 * pool a request times out. Prints one line of JSON: what the pool told its own metrics of each
 * wait, which is within the wait, and what the threads measured around it.
 */
final class PoolProgram {

  private static final int THREADS = 8;
  private static final int ROUNDS = 15;
  private static final int TIMEOUT_MILLIS = 1_000;

  private PoolProgram() {}

  public static void main(String[] arguments) throws Exception {
    ConcurrentLinkedQueue<Long> told = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Long> tightTold = new ConcurrentLinkedQueue<>();
    long[] waits = new long[THREADS * ROUNDS];
    long[] held = new long[THREADS * ROUNDS];
    long[] rounds = new long[THREADS * ROUNDS];
    try (HikariDataSource pool = pool("truth", 2, 30_000, told);
        HikariDataSource tight = pool("tight", 1, TIMEOUT_MILLIS, tightTold)) {
      share(pool, waits, held, rounds);
      long[] tightWaits = timeOut(tight);
      Map<String, Object> truth = new LinkedHashMap<>();
      truth.put("count", waits.length);
      truth.put("told", numbers(longs(told)));
      truth.put("measured", numbers(waits));
      truth.put("heldSeconds", Arrays.stream(held).sum() / 1e9);
      truth.put("roundSeconds", Arrays.stream(rounds).sum() / 1e9);
      truth.put("tightTold", numbers(longs(tightTold)));
      truth.put("tightMeasured", numbers(tightWaits));
      System.out.println(RunningShop.JSON.writeValueAsString(truth));
      // the test reads the metrics and then ends this process
      Thread.sleep(120_000);
    }
  }

  private static HikariDataSource pool(
      String name, int size, long timeoutMillis, ConcurrentLinkedQueue<Long> told) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:" + name);
    config.setUsername("sa");
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(timeoutMillis);
    config.setMetricsTrackerFactory(
        (poolName, stats) ->
            new IMetricsTracker() {
              @Override
              public void recordConnectionAcquiredNanos(long nanos) {
                told.add(nanos);
              }
            });
    return new HikariDataSource(config);
  }

  private static void share(HikariDataSource pool, long[] waits, long[] held, long[] rounds)
      throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      int first = t * ROUNDS;
      threads[t] =
          new Thread(
              () -> {
                try {
                  start.await();
                  for (int i = first; i < first + ROUNDS; i++) {
                    lease(pool, i, waits, held, rounds);
                    // else the thread that gives a connection back gets it again at once
                    Thread.sleep(10);
                  }
                } catch (SQLException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      threads[t].start();
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void lease(HikariDataSource pool, int i, long[] waits, long[] held, long[] rounds)
      throws SQLException, InterruptedException {
    long asked = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      long got = System.nanoTime();
      waits[i] = got - asked;
      Thread.sleep(50);
      held[i] = System.nanoTime() - got;
    }
    rounds[i] = System.nanoTime() - asked;
  }

  /** Nanoseconds until a connection, and until the time-out of a request for another. */
  private static long[] timeOut(HikariDataSource pool) throws SQLException {
    long asked = System.nanoTime();
    try (Connection only = pool.getConnection()) {
      long got = System.nanoTime();
      try (Connection second = pool.getConnection()) {
        throw new AssertionError("a second connection");
      } catch (SQLException expected) {
        return new long[] {got - asked, System.nanoTime() - got};
      }
    }
  }

  private static long[] longs(ConcurrentLinkedQueue<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /** Sum and percentiles in seconds. */
  private static Map<String, Object> numbers(long[] nanos) {
    Arrays.sort(nanos);
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("count", nanos.length);
    numbers.put("sum", Arrays.stream(nanos).sum() / 1e9);
    for (int percentile : new int[] {50, 95, 99}) {
      int rank = (int) Math.ceil(percentile * nanos.length / 100.0);
      numbers.put("p" + percentile, nanos[rank - 1] / 1e9);
    }
    return numbers;
  }
}
