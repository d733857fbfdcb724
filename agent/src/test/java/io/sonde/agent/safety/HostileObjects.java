package io.sonde.agent.safety;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A host all of whose objects throw when they are compared, hashed or printed. */
final class HostileObjects {

  /** What the test appends to the names of the classes it completes. */
  static final String COMPLETED = "Completed";

  private HostileObjects() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    pool();
    DataSource source = (DataSource) make("HostileDataSource");
    for (int i = 0; i < 5; i++) {
      database(source);
    }
    EndOfInput.await();
    pool();
    database(source);
    System.out.println("calls of Sonde: " + Hostility.CALLS);
  }

  /** An object of a class that the test has completed. */
  static Object make(String simpleName) {
    String name = HostileObjects.class.getPackageName() + "." + simpleName + COMPLETED;
    try {
      return Class.forName(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void database(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      System.out.println(statement.execute("select 1"));
      System.out.println(statement.executeUpdate("delete from a"));
      System.out.println(statement.executeQuery("select 2"));
      try {
        System.out.println(statement.execute("fail"));
      } catch (SQLException e) {
        System.out.println(e.getErrorCode());
      }
      connection.commit();
      connection.rollback();
    }
  }

  private static void pool() throws InterruptedException {
    HostilePool pool = new HostilePool();
    for (int i = 0; i < 10; i++) {
      pool.execute(new HostileTask());
    }
    pool.shutdown();
    boolean isOver = pool.awaitTermination(1, TimeUnit.MINUTES);
    System.out.println(isOver + " " + pool.getCompletedTaskCount());
  }

  /** A pool that nobody may look at. */
  private static final class HostilePool extends ThreadPoolExecutor {

    HostilePool() {
      super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      super.beforeExecute(thread, task);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return Hostility.refuse("pool.equals") != null;
    }

    @Override
    public int hashCode() {
      return String.valueOf(Hostility.<String>refuse("pool.hashCode")).length();
    }

    @Override
    public String toString() {
      return String.valueOf(Hostility.<String>refuse("pool.toString"));
    }
  }

  /** A task that nobody may look at. */
  private static final class HostileTask implements Runnable {

    @Override
    public void run() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return Hostility.refuse("task.equals") != null;
    }

    @Override
    public int hashCode() {
      return String.valueOf(Hostility.<String>refuse("task.hashCode")).length();
    }

    @Override
    public String toString() {
      return String.valueOf(Hostility.<String>refuse("task.toString"));
    }
  }
}
