package io.sonde.agent.safety;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * A host that prints the stack frames seen inside rewritten methods, and those of exceptions thrown
 * there: when it starts, and again after its input has ended.
 */
public final class FramesDump {

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private FramesDump() {}

  public static void main(String[] arguments) throws Exception {
    dump();
    EndOfInput.await();
    dump();
  }

  static void dump() throws Exception {
    pool();
    driver();
    database();
    servlet();
    httpClients();
  }

  private static void print(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      System.out.println(t);
      printTrace(t);
    }
  }

  private static void printTrace(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      // reflection's own frames change with the number of calls
      if (!frame.getClassName().contains("reflect.")) {
        System.out.println("  " + frame);
      }
    }
  }

  static void printFrames() {
    WALKER.walk(
        frames -> {
          frames.forEach(frame -> System.out.println("  " + frame));
          return null;
        });
  }

  private static void pool() throws InterruptedException {
    runInPool(() -> printFrames());
    runInPool(
        () -> {
          throw new IllegalStateException("thrown by the task");
        });
    ThreadPoolExecutor pool = new ThrowingPool();
    pool.shutdown();
    try {
      pool.execute(() -> {});
    } catch (RejectedExecutionException e) {
      // not its message, which holds an identity hash
      printTrace(e);
    }
  }

  private static void runInPool(Runnable task) throws InterruptedException {
    ThrowingPool pool = new ThrowingPool();
    pool.execute(task);
    pool.shutdown();
    boolean ignored = pool.awaitTermination(1, TimeUnit.MINUTES);
    for (Thread thread : pool.threads) {
      thread.join();
    }
  }

  private static void driver() {
    CallerAwareDriver driver = new CallerAwareDriver();
    for (String url : new String[] {"look", "throw"}) {
      try {
        System.out.println(driver.connect(url, new Properties()));
      } catch (SQLException e) {
        print(e);
      }
    }
  }

  private static void database() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:frames");
        Statement statement = connection.createStatement()) {
      try {
        statement.execute("select nothing from nowhere");
      } catch (SQLException e) {
        print(e);
      }
      try {
        connection.prepareStatement("what is this").close();
      } catch (SQLException e) {
        print(e);
      }
    }
  }

  /** Both arguments null: the servlet fails at once, in its rewritten method's callee. */
  private static void servlet() throws ReflectiveOperationException {
    Class<?> type = Class.forName("org.apache.catalina.servlets.DefaultServlet");
    Object servlet = type.getConstructor().newInstance();
    for (Method method : type.getMethods()) {
      if (method.getName().equals("service")) {
        try {
          method.invoke(servlet, null, null);
        } catch (InvocationTargetException e) {
          print(e.getCause());
        }
      }
    }
  }

  private static void httpClients() throws Exception {
    // nobody listens there
    URI nobody = URI.create("http://127.0.0.1:1/");
    HttpURLConnection connection = (HttpURLConnection) nobody.toURL().openConnection();
    try {
      connection.getResponseCode();
    } catch (IOException e) {
      print(e);
    }
    try {
      HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(nobody).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      System.out.println(e);
      printTrace(e);
    }
  }

  /** Looks at its callers in the methods that Sonde rewrites, and throws from one. */
  private static final class ThrowingPool extends ThreadPoolExecutor {

    final List<Thread> threads = new CopyOnWriteArrayList<>();

    ThrowingPool() {
      super(1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>());
      setThreadFactory(
          task -> {
            Thread thread = new Thread(task, "frames");
            thread.setUncaughtExceptionHandler((where, thrown) -> print(thrown));
            threads.add(thread);
            return thread;
          });
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      printFrames();
      super.beforeExecute(thread, task);
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
      super.afterExecute(task, thrown);
      printFrames();
      if (thrown != null) {
        throw new IllegalStateException("thrown by afterExecute", thrown);
      }
    }
  }

  /** A driver that is sensitive to its caller. */
  private static final class CallerAwareDriver implements Driver {

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
      System.out.println(WALKER.getCallerClass());
      printFrames();
      if (url.equals("throw")) {
        throw new SQLException("thrown by connect");
      }
      return null;
    }

    @Override
    public boolean acceptsURL(String url) {
      return false;
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }
}
