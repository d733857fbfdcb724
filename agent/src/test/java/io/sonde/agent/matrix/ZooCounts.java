package io.sonde.agent.matrix;

import io.sonde.host.zoo.ZooApplication;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Sonde counted of the calls of a {@link ZooApplication}.
 *
 * @param called by its client
 * @param served by its server
 * @param waited tasks whose wait in the executor's queue is known
 * @param run tasks
 * @param borrowed connections of the pool
 * @param queried statements
 */
record ZooCounts(long called, long served, long waited, long run, long borrowed, long queried) {

  /** A machine may be busy; nothing is asserted of the time. */
  private static final String PATIENCE = "--timeout=100";

  private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");

  /** The truth after some rounds. */
  static ZooCounts afterRounds(int rounds) {
    long calls = (long) rounds * ZooApplication.CALLS;
    return new ZooCounts(calls, calls, calls, calls, calls, calls);
  }

  /** What a scrape says. */
  static ZooCounts of(Exposition metrics, ForkedJvm application) {
    return new ZooCounts(
        count(metrics, "http_client_request_duration", "server_port", port(application)),
        count(metrics, "http_server_request_duration", "http_route", ZooApplication.PATH),
        count(metrics, "executor_idle", "name", ZooApplication.WORKERS),
        count(metrics, "executor", "name", ZooApplication.WORKERS),
        count(
            metrics,
            "db_client_connection_wait_time",
            "db_client_connection_pool_name",
            ZooApplication.POOL),
        count(metrics, "db_client_operation_duration", "db_query_summary", "SELECT animal"));
  }

  private static long count(Exposition metrics, String metric, String label, String value) {
    return (long) metrics.sum(metric + "_seconds_count", label, value);
  }

  private static String port(ForkedJvm application) {
    return application.awaitStdout(line -> line.startsWith("port ")).substring("port ".length());
  }

  /**
   * The first scrape that has as much as is expected, or the last one that patience allows: a
   * caller has its answer before the server has ended the exchange.
   */
  static Exposition settled(String sonde, ForkedJvm application, ZooCounts expected) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (of(metrics, application).total() >= expected.total() || System.nanoTime() > deadline) {
        return metrics;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private long total() {
    return called + served + waited + run + borrowed + queried;
  }

  /** Makes the application's next round, which must be the given one. */
  static void round(ForkedJvm application, int number) {
    application.writeStdin("go");
    application.awaitStdout(line -> line.equals("round " + number));
  }

  /** Attaches Sonde to a JVM with its command line; the address of the endpoint. */
  static String attach(Jdk jdk, ForkedJvm application) {
    String out =
        command(jdk, "attach", Long.toString(application.pid()), "port=0", "--json", PATIENCE);
    Matcher url = URL.matcher(out);
    if (!url.find()) {
      throw new AssertionError(out);
    }
    return url.group(1);
  }

  /** Detaches it. */
  static void detach(Jdk jdk, ForkedJvm application) {
    String unused = command(jdk, "detach", Long.toString(application.pid()), PATIENCE);
  }

  private static String command(Jdk jdk, String... words) {
    List<String> command = new ArrayList<>(List.of("-jar", ForkedJvm.agentJar()));
    command.addAll(List.of(words));
    try (ForkedJvm commandLine = ForkedJvm.on(jdk).run(command.toArray(new String[0]))) {
      if (commandLine.awaitExit() != 0) {
        throw new AssertionError(commandLine.toString());
      }
      return commandLine.stdout();
    }
  }
}
