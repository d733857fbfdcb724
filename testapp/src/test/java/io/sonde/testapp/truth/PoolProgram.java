package io.sonde.testapp.truth;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Eight threads share a pool of two connections, each holding one for 50 ms at a time; in another
 * pool a request times out. Prints what the threads measured as one line of JSON.
 */
final class PoolProgram {

  private static final int THREADS = 8;
  private static final int ROUNDS = 15;
  private static final int TIMEOUT_MILLIS = 1_000;

  private PoolProgram() {}

  public static void main(String[] arguments) throws Exception {
    long[] waits = new long[THREADS * ROUNDS];
    long[] held = new long[THREADS * ROUNDS];
    try (HikariDataSource pool = pool("truth", 2, 30_000);
        HikariDataSource tight = pool("tight", 1, TIMEOUT_MILLIS)) {
      share(pool, waits, held);
      long timedOutAfter = timeOut(tight);
      print(waits, held, timedOutAfter);
      // the test reads the metrics and then ends this process
      Thread.sleep(120_000);
    }
  }

  private static HikariDataSource pool(String name, int size, long timeoutMillis) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:" + name);
    config.setUsername("sa");
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(timeoutMillis);
    return new HikariDataSource(config);
  }

  private static void share(HikariDataSource pool, long[] waits, long[] held)
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
                    lease(pool, i, waits, held);
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

  private static void lease(HikariDataSource pool, int i, long[] waits, long[] held)
      throws SQLException, InterruptedException {
    long asked = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      long got = System.nanoTime();
      waits[i] = got - asked;
      Thread.sleep(50);
      held[i] = System.nanoTime() - got;
    }
  }

  /** Nanoseconds until the time-out, measured around the call. */
  private static long timeOut(HikariDataSource pool) throws SQLException {
    try (Connection only = pool.getConnection()) {
      long asked = System.nanoTime();
      try (Connection second = pool.getConnection()) {
        throw new AssertionError("a second connection");
      } catch (SQLException expected) {
        return System.nanoTime() - asked;
      }
    }
  }

  private static void print(long[] waits, long[] held, long timedOutAfter) throws Exception {
    Map<String, Object> truth = new LinkedHashMap<>();
    truth.put("count", waits.length);
    truth.put("sum", Arrays.stream(waits).sum() / 1e9);
    truth.put("held", Arrays.stream(held).sum() / 1e9);
    truth.put("timedOutAfter", timedOutAfter / 1e9);
    Arrays.sort(waits);
    for (int percentile : new int[] {50, 95, 99}) {
      int rank = (int) Math.ceil(percentile / 100.0 * waits.length);
      truth.put("p" + percentile, waits[rank - 1] / 1e9);
    }
    System.out.println(RunningShop.JSON.writeValueAsString(truth));
  }
}
