package io.sonde.host.pool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Uses every pool in the same way and prints what it did: eight threads share two connections, then
 * two are held while a further caller asks in vain until it is told to stop; then one is taken and
 * forgotten; at last all are closed.
 *
 * <p>Arguments: a file whose existence ends the holding, one whose existence closes the pools.
 */
public final class PoolProgram {

  static final int SIZE = 2;
  static final int TIMEOUT_SECONDS = 1;

  private static final int THREADS = 8;
  private static final int ROUNDS = 5;
  private static final int HOLD_MILLIS = 10;

  private PoolProgram() {}

  /** One pool and what was done with it, all times as the callers measured them. */
  private static final class Use {
    final Pools pool;
    final DataSource dataSource;
    final AtomicLong asked = new AtomicLong();
    final AtomicLong held = new AtomicLong();
    final AtomicLong inVain = new AtomicLong();
    final AtomicLong waitNanos = new AtomicLong();
    final AtomicLong holdNanos = new AtomicLong();
    final AtomicLong roundNanos = new AtomicLong();
    final long startNanos = System.nanoTime();
    volatile long fullNanos;

    Use(Pools pool) throws Exception {
      this.pool = pool;
      this.dataSource = pool.open();
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<Use> uses = new ArrayList<>();
    for (Pools pool : Pools.values()) {
      if (pool.isPresent()) {
        Use use = new Use(pool);
        // one after the other: names of a kind are numbered in the order of first use
        lease(use, 0);
        uses.add(use);
      }
    }
    List<Thread> threads = new ArrayList<>();
    for (Use use : uses) {
      threads.add(start(() -> share(use)));
    }
    join(threads);
    CountDownLatch holding = new CountDownLatch(uses.size());
    CountDownLatch end = new CountDownLatch(1);
    threads.clear();
    for (Use use : uses) {
      threads.add(start("holder-" + use.pool, () -> hold(use, holding, end)));
    }
    holding.await();
    System.out.println("holding");
    await(arguments[0]);
    end.countDown();
    join(threads);
    for (Use use : uses) {
      forget(use);
    }
    for (Use use : uses) {
      System.out.println(
          ("pool %s name=%s asked=%d held=%d inVain=%d waitNanos=%d holdNanos=%d roundNanos=%d"
                  + " opened=%d openNanos=%d fullNanos=%d")
              .formatted(
                  use.pool,
                  use.pool.label(),
                  use.asked.get(),
                  use.held.get(),
                  use.inVain.get(),
                  use.waitNanos.get(),
                  use.holdNanos.get(),
                  use.roundNanos.get(),
                  Sessions.count(use.pool.name()),
                  Sessions.nanos(use.pool.name()),
                  use.fullNanos));
    }
    System.out.println("done");
    while (!Files.exists(Path.of(arguments[1]))) {
      System.gc();
      Thread.sleep(200);
    }
    for (Use use : uses) {
      use.pool.close(use.dataSource);
    }
    System.out.println("closed");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private static void share(Use use) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          start(
              () -> {
                for (int round = 0; round < ROUNDS; round++) {
                  lease(use, HOLD_MILLIS);
                }
              }));
    }
    join(threads);
  }

  private static void lease(Use use, int millis) throws SQLException, InterruptedException {
    long start = System.nanoTime();
    Connection connection = borrow(use);
    long got = System.nanoTime();
    Thread.sleep(millis);
    long closing = System.nanoTime();
    connection.close();
    long end = System.nanoTime();
    // the second close means nothing
    connection.close();
    use.held.incrementAndGet();
    use.holdNanos.addAndGet(closing - got);
    use.roundNanos.addAndGet(end - start);
  }

  /** A connection, at last: where the machine is slow, a pool may time out before it lends one. */
  private static Connection borrow(Use use) {
    while (true) {
      long start = System.nanoTime();
      use.asked.incrementAndGet();
      try {
        Connection connection = use.dataSource.getConnection();
        use.waitNanos.addAndGet(System.nanoTime() - start);
        return connection;
      } catch (SQLException slowMachine) {
        use.waitNanos.addAndGet(System.nanoTime() - start);
        use.inVain.incrementAndGet();
      }
    }
  }

  private static void hold(Use use, CountDownLatch holding, CountDownLatch end)
      throws SQLException, InterruptedException {
    long start = System.nanoTime();
    Connection first = borrow(use);
    Connection second = borrow(use);
    long got = System.nanoTime();
    use.fullNanos = got - use.startNanos;
    boolean told = false;
    while (!told || end.getCount() > 0) {
      long asked = System.nanoTime();
      try (Connection third = use.dataSource.getConnection()) {
        throw new AssertionError(use.pool + " lent a third connection: " + third);
      } catch (SQLException expected) {
        use.waitNanos.addAndGet(System.nanoTime() - asked);
        use.asked.incrementAndGet();
        use.inVain.incrementAndGet();
        if (!told) {
          System.out.println(
              "time-out " + use.pool + " " + use.pool.label() + " " + classes(expected));
          holding.countDown();
          told = true;
        }
      }
    }
    long closing = System.nanoTime();
    first.close();
    second.close();
    long end2 = System.nanoTime();
    use.held.addAndGet(2);
    use.holdNanos.addAndGet(2 * (closing - got));
    use.roundNanos.addAndGet(2 * (end2 - start));
  }

  private static void forget(Use use) throws SQLException {
    long start = System.nanoTime();
    Connection forgotten = use.dataSource.getConnection();
    use.waitNanos.addAndGet(System.nanoTime() - start);
    use.asked.incrementAndGet();
    if (forgotten.isClosed()) {
      throw new AssertionError(use.pool + " lent a closed connection");
    }
  }

  private static String classes(Throwable thrown) {
    StringBuilder classes = new StringBuilder();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      classes.append(t.getClass().getName()).append(' ');
    }
    if (thrown instanceof SQLException sql) {
      classes.append(sql.getSQLState()).append(' ').append(sql.getErrorCode());
    }
    return classes.toString();
  }

  private static void await(String file) throws InterruptedException {
    while (!Files.exists(Path.of(file))) {
      Thread.sleep(20);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Thread start(Work work) {
    return start("worker", work);
  }

  private static Thread start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable t) {
                t.printStackTrace();
                System.exit(1);
              }
            },
            name);
    thread.start();
    return thread;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
