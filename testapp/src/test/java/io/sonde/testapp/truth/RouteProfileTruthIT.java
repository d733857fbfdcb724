package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Two routes of the shop with different hot methods: the samples of each are its own. The one burns
 * CPU on the server's thread; the other hands its report to a pool and answers from there.
 */
class RouteProfileTruthIT {

  private static final String SHOP = "io/sonde/testapp/shop/";
  private static final String CARELESS = SHOP + "web/CarelessEndpoints";
  private static final String BURN = SHOP + "work/HotSpots.burnCpu";
  private static final String SALES = SHOP + "web/ReportEndpoints$SalesServlet";
  private static final String WORKER = SHOP + "work/WorkQueue$Task.run";
  private static final String BURN_METHOD = "io.sonde.testapp.shop.work.HotSpots.burnCpu";
  private static final String BURN_ROUTE = "GET /bad/cpu";
  private static final String SALES_ROUTE = "GET /reports/sales";

  private static final int REPORTERS = 4;
  private static final int ENOUGH_SAMPLES = 80;
  private static final int MAX_CAPTURES = 30;

  private final HttpClient client = HttpClient.newHttpClient();

  /** All JDKs at once: shares do not depend on how fast the machine is. */
  @Test
  void routes_ofDifferentWork_haveTheirOwnSamplesThroughAThreadPoolToo() throws Exception {
    List<Callable<Void>> cases = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      cases.add(
          () -> {
            check(jdk);
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(cases.size());
    try {
      for (Future<Void> done : threads.invokeAll(cases)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void check(Jdk jdk) throws Exception {
    AtomicBoolean isEnough = new AtomicBoolean();
    try (RunningShop shop = RunningShop.start(jdk, "--cron-period", "0s")) {
      List<Thread> load = new ArrayList<>();
      load.add(requests(shop.url() + "/bad/cpu?ms=50", isEnough));
      for (int i = 0; i < REPORTERS; i++) {
        load.add(requests(shop.url() + "/reports/sales", isEnough));
      }
      try {
        checkBurning(collapsed(shop, BURN_ROUTE));
        checkSales(collapsed(shop, SALES_ROUTE));
        checkTable(shop);
      } finally {
        isEnough.set(true);
        for (Thread thread : load) {
          thread.join();
        }
      }
      assertThat(shop.metrics().sum("sonde_suppressed_errors_total")).isZero();
    }
  }

  private static void checkBurning(List<Stack> stacks) {
    long all = weight(stacks, "");
    assertThat(weight(stacks, BURN)).isGreaterThan(all / 2);
    assertOwn(stacks, stack -> stack.has(CARELESS) || stack.isContainer() && !stack.isSales());
    assertThat(weight(stacks, "[sonde]")).as("%s", stacks).isLessThanOrEqualTo(all * 5 / 100);
  }

  private static void checkSales(List<Stack> stacks) {
    // the report is made on the pool's threads, the servlet only hands it over; what the container
    // does around both is no measure, it is a greater part while the JVM is cold
    List<Stack> served = stacks.stream().filter(stack -> !stack.has(WORKER)).toList();
    assertThat(weight(stacks, WORKER))
        .as("on the pool's threads: %s", stacks)
        .isGreaterThan(weight(served, SALES));
    assertOwn(
        stacks,
        stack ->
            stack.isSales()
                || stack.isHandOver()
                || stack.isConnector()
                || stack.isContainer() && !stack.has(CARELESS));
  }

  /**
   * A route's own are its work, what the container does for its request around it, and what Sonde
   * does on the pool's thread as a task of it begins and ends.
   */
  private static void assertOwn(List<Stack> stacks, Predicate<Stack> isOwn) {
    long own = stacks.stream().filter(isOwn).mapToLong(Stack::weight).sum();
    List<Stack> others = stacks.stream().filter(isOwn.negate()).toList();
    assertThat(own).as("%s", others).isGreaterThanOrEqualTo(weight(stacks, "") * 95 / 100);
  }

  /** The table of routes, in JSON and on the page, and what of the known work has no route. */
  private static void checkTable(RunningShop shop) throws Exception {
    JsonNode table =
        RunningShop.JSON.readTree(
            Exposition.get(shop.sonde() + "profile?seconds=2&format=hotspots"));
    double ofRoute = weight(table.get("routes"), "route", BURN_ROUTE, "/weight");
    double burnt = weight(table.get("bySelf"), "method", BURN_METHOD, "/self/weight");
    assertThat(weight(table.get("routes"), "route", SALES_ROUTE, "/weight")).isPositive();
    assertThat(burnt).as(table.toString()).isPositive();
    assertThat(ofRoute).as("what has its route").isGreaterThanOrEqualTo(0.95 * burnt);
    String page =
        Exposition.get(
            shop.sonde() + "profile?seconds=1&format=report&route=" + encode(BURN_ROUTE));
    assertThat(page).contains("HotSpots.burnCpu").doesNotContain("SalesServlet");
  }

  /** Captures until there are samples enough to speak of percents. */
  private static List<Stack> collapsed(RunningShop shop, String route) throws Exception {
    String url =
        shop.sonde() + "profile?event=cpu&seconds=2&format=collapsed&route=" + encode(route);
    List<Stack> stacks = new ArrayList<>();
    for (int capture = 0; weight(stacks, "") < ENOUGH_SAMPLES; capture++) {
      assertThat(capture).as("captures without enough samples").isLessThan(MAX_CAPTURES);
      Exposition.get(url).lines().map(Stack::parse).forEach(stacks::add);
    }
    return stacks;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** One request after the other until it is enough. */
  private Thread requests(String url, AtomicBoolean isEnough) {
    Thread thread =
        new Thread(
            () -> {
              HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
              while (!isEnough.get()) {
                HttpResponse<Void> ignored =
                    client.sendAsync(request, HttpResponse.BodyHandlers.discarding()).join();
              }
            },
            "requests");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static double weight(JsonNode rows, String key, String name, String weight) {
    for (JsonNode row : rows) {
      if (row.get(key).asText().equals(name)) {
        return row.at(weight).asDouble();
      }
    }
    throw new AssertionError("no " + name + " in " + rows);
  }

  private static long weight(List<Stack> stacks, String framePrefix) {
    return stacks.stream()
        .filter(stack -> stack.has(framePrefix))
        .mapToLong(stack -> stack.weight)
        .sum();
  }

  /** A line of collapsed stacks. */
  private record Stack(List<String> frames, long weight) {

    static Stack parse(String line) {
      int space = line.lastIndexOf(' ');
      return new Stack(
          List.of(line.substring(0, space).split(";", -1)),
          Long.parseLong(line.substring(space + 1)));
    }

    boolean has(String framePrefix) {
      return frames.stream().anyMatch(frame -> frame.startsWith(framePrefix));
    }

    boolean isSales() {
      return has(SALES) || has(WORKER);
    }

    boolean isHandOver() {
      return has("[sonde]") && has("java/util/concurrent/ThreadPoolExecutor$Worker.run");
    }

    boolean isContainer() {
      return has("org/apache/catalina/");
    }

    /**
     * A connector's thread, outside of any servlet, that ends an asynchronous request: its task has
     * handed that to the connector's executor.
     */
    boolean isConnector() {
      return !isContainer() && has("org/apache/tomcat/util/threads/ThreadPoolExecutor.runWorker");
    }
  }
}
