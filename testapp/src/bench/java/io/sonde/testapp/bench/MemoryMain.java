package io.sonde.testapp.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** An application without a network: statements, requests and tasks as its standard input says. */
public final class MemoryMain {

  private static final int KINDS = 40;
  private static final int COLLECTIONS = 4;

  private MemoryMain() {}

  /** Reads lines {@code STATE NUMBER}; brings the state about and answers with the heap in use. */
  public static void main(String[] arguments) throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:h2:mem:bench", "sa", "");
    ExecutorService pool = Executors.newFixedThreadPool(2);
    BenchServlet servlet = new BenchServlet();
    call(connection, pool, servlet, 0);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      int number = Integer.parseInt(words[1]);
      for (int i = 0; !words[0].equals("idle") && i < number; i++) {
        call(connection, pool, servlet, words[0].equals("load") ? i % KINDS : i);
      }
      System.out.println("heap " + usedBytes());
    }
    pool.shutdown();
  }

  private static void call(
      Connection connection, ExecutorService pool, BenchServlet servlet, int kind)
      throws Exception {
    query(connection, kind);
    servlet.service(ServletObjects.request("/part" + kind + "/*"), ServletObjects.response());
    Future<?> task = pool.submit(() -> {});
    task.get();
  }

  private static void query(Connection connection, int kind) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select 1 as column" + kind + " from dual as table" + kind)) {
      statement.execute();
    }
  }

  private static long usedBytes() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      // references are cleared and their owners expunge them
      Thread.sleep(3_000);
    }
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static final class BenchServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(200);
    }
  }
}
