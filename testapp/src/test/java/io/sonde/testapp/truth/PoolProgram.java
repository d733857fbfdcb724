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
 * Eight threads share a pool of two connections, each holding one for 50 ms at a time; prints what
 * they measured as one line of JSON. One more request times out.
 */
final class PoolProgram {

  private static final int THREADS = 8;
  private static final int ROUNDS = 15;
  private static final int TIMEOUT_MILLIS = 1_000;

  private PoolProgram() {}

  public static void main(String[] arguments) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:pool");
    config.setUsername("sa");
    config.setPoolName("truth");
    config.setMaximumPoolSize(2);
    config.setConnectionTimeout(TIMEOUT_MILLIS);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      long[] waits = new long[THREADS * ROUNDS + 3];
      long[] held = new long[THREADS * ROUNDS + 3];
      share(pool, waits, held);
      timeOut(pool, waits, held);
      print(waits, held);
      // the test reads the metrics and then ends this process
      Thread.sleep(120_000);
    }
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

  private static void timeOut(HikariDataSource pool, long[] waits, long[] held)
      throws SQLException {
    int at = THREADS * ROUNDS;
    long firstAsked = System.nanoTime();
    try (Connection first = pool.getConnection()) {
      long firstGot = System.nanoTime();
      waits[at] = firstGot - firstAsked;
      try (Connection second = pool.getConnection()) {
        long secondGot = System.nanoTime();
        waits[at + 1] = secondGot - firstGot;
        try (Connection third = pool.getConnection()) {
          throw new AssertionError("a third connection");
        } catch (SQLException expected) {
          waits[at + 2] = System.nanoTime() - secondGot;
        }
        held[at + 1] = System.nanoTime() - secondGot;
      }
      held[at] = System.nanoTime() - firstGot;
    }
  }

  private static void print(long[] waits, long[] held) throws Exception {
    Map<String, Object> truth = new LinkedHashMap<>();
    truth.put("count", waits.length);
    truth.put("sum", Arrays.stream(waits).sum() / 1e9);
    truth.put("leases", waits.length - 1);
    truth.put("held", Arrays.stream(held).sum() / 1e9);
    Arrays.sort(waits);
    for (int percentile : new int[] {50, 95, 99}) {
      int rank = (int) Math.ceil(percentile / 100.0 * waits.length);
      truth.put("p" + percentile, waits[rank - 1] / 1e9);
    }
    System.out.println(RunningShop.JSON.writeValueAsString(truth));
  }
}
