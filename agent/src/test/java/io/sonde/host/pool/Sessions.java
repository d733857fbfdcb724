package io.sonde.host.pool;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many sessions each pool has opened, as its database counted them: whoever opens one makes the
 * database call {@link #opened} before it has it.
 */
public final class Sessions {

  private static final int OPEN_MILLIS = 20;

  private static final Map<String, Sessions> BY_POOL = new ConcurrentHashMap<>();

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();

  /** Keeps the database, and with it the function. */
  private final Connection keeper;

  private Sessions(String database) {
    try {
      keeper = DriverManager.getConnection(database, "sa", "");
      try (Statement statement = keeper.createStatement()) {
        statement.execute("CREATE ALIAS OPENED FOR \"" + Sessions.class.getName() + ".opened\"");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(database, e);
    }
  }

  /** What a pool is to connect to. */
  static String url(String pool) {
    String database = "jdbc:h2:mem:" + pool;
    Sessions unused = BY_POOL.computeIfAbsent(pool, absent -> new Sessions(database));
    return database + ";INIT=CALL OPENED('" + pool + "')";
  }

  /** Called by the database, on the thread that opens a session. */
  public static int opened(String pool) throws InterruptedException {
    long start = System.nanoTime();
    Thread.sleep(OPEN_MILLIS);
    Sessions sessions = BY_POOL.get(pool);
    sessions.nanos.addAndGet(System.nanoTime() - start);
    sessions.count.incrementAndGet();
    return 0;
  }

  /** How many sessions the pool has opened. */
  static long count(String pool) {
    return BY_POOL.get(pool).count.get();
  }

  /** What the database did for them took this long, at least. */
  static long nanos(String pool) {
    return BY_POOL.get(pool).nanos.get();
  }
}
