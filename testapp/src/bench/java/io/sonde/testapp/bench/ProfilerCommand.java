package io.sonde.testapp.bench;

import io.sonde.testapp.bench.TargetJvm.Work;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code bench profiler}: what the continuous profiler costs the warm shop, in CPU per request.
 *
 * <p>One JVM, the same requests slice after slice, the profiler running and paused in an order
 * drawn by lot within each pair. The first part of a slice, in which code that the session's start
 * has thrown out is compiled again, is measured apart. It comes once a minute in real life, as what
 * the profiler's thread does to start, stop and read a session; that is measured by the thread's
 * CPU clock on a slice of a minute. Both are added in that proportion.
 */
final class ProfilerCommand {

  private static final String TOKEN = "bench-bench-bench-bench";

  private final Random random = new Random(1);
  private final TargetJvm jvm;
  private final ShopClient client;
  private final String sonde;

  private ProfilerCommand(TargetJvm jvm, ShopClient client, String sonde) {
    this.jvm = jvm;
    this.client = client;
    this.sonde = sonde;
  }

  static void run(Options options) throws IOException, InterruptedException {
    final int pairs = options.number("pairs", 100);
    final int settleMillis = options.number("settle-millis", 400);
    final int sliceMillis = options.number("slice-millis", 600);
    final int connections = options.number("connections", 2);
    final int warmupSeconds = options.number("warmup-seconds", 240);
    options.complete();
    List<String> flags = new ArrayList<>(List.of("-Xmx512m"));
    flags.add(
        "-javaagent:"
            + Places.SONDE
            + "=profiler.continuous=false,token="
            + TOKEN
            + ",port="
            + Places.freePort());
    try (TargetJvm jvm = TargetJvm.shop(flags)) {
      String url = jvm.await("shop ready ").split(" ", -1)[0];
      try (ShopClient client = new ShopClient(url, connections)) {
        new ProfilerCommand(jvm, client, jvm.sondeUrl())
            .measure(pairs, settleMillis, sliceMillis, warmupSeconds);
      }
    }
  }

  private void measure(int pairs, int settleMillis, int sliceMillis, int warmupSeconds)
      throws IOException, InterruptedException {
    turn(true);
    WarmUp.run(jvm, client, warmupSeconds);
    final int perSecond = requestsPerSecond();
    turn(false);
    final int requests = Math.max(1, perSecond * sliceMillis / 1_000);
    final int settling = Math.max(1, perSecond * settleMillis / 1_000);
    Sample on = new Sample();
    Sample off = new Sample();
    Sample settlingOn = new Sample();
    Sample settlingOff = new Sample();
    WorkPairs works = new WorkPairs();
    for (int pair = 0; pair < pairs; pair++) {
      boolean first = random.nextBoolean();
      for (boolean isOn : new boolean[] {first, !first}) {
        turn(isOn);
        double startSeconds = jvm.cpuSeconds();
        client.send(settling);
        Map<Work, Double> before = jvm.cpuSecondsByWork();
        double settledSeconds = jvm.cpuSeconds();
        client.send(requests);
        (isOn ? settlingOn : settlingOff).add(settledSeconds - startSeconds);
        (isOn ? on : off).add((jvm.cpuSeconds() - settledSeconds) / requests);
        works.add(isOn, before, jvm.cpuSecondsByWork(), requests);
      }
    }
    double sampling = print(on, off, requests, sliceMillis);
    works.print();
    Sample starting = settlingOn.minus(settlingOff);
    double startSeconds = starting.mean() - sampling * settlingOff.mean();
    System.out.printf(
        "first %d ms after a start: %.1f ms CPU more (+- %.1f), sampling included%n",
        settleMillis, 1e3 * starting.mean(), 1e3 * starting.halfInterval95());
    Minute minute = minute(perSecond);
    jvm.checkMeasured();
    double start = startSeconds / minute.spentSeconds;
    double handling = minute.handlingSeconds / minute.spentSeconds;
    System.out.printf(
        "together: %.2f %% of the CPU per request (sampling %.2f %%, a start a minute %.2f %%,"
            + " handling %.2f %%)%n",
        100 * (sampling + start + handling), 100 * sampling, 100 * start, 100 * handling);
  }

  /** CPU time of a slice of a minute: what the profiler's thread took, and what the process did. */
  private record Minute(double handlingSeconds, double spentSeconds) {}

  /** Prints the differences; returns their mean in parts of what a request costs without. */
  private static double print(Sample on, Sample off, int requests, int sliceMillis) {
    Sample added = on.minus(off);
    double base = off.mean();
    System.out.printf(
        "%ncontinuous profiler running and paused: %d pairs of slices of %d requests (about %d ms"
            + " each)%n",
        on.size(), requests, sliceMillis);
    System.out.printf(
        "CPU per request: paused %.1f us, running %.1f us, added %.2f us: %.2f %%, 95 %% interval"
            + " %.2f .. %.2f %%, median of differences %.2f %%%n",
        1e6 * base,
        1e6 * on.mean(),
        1e6 * added.mean(),
        100 * added.mean() / base,
        100 * (added.mean() - added.halfInterval95()) / base,
        100 * (added.mean() + added.halfInterval95()) / base,
        100 * added.median() / base);
    return added.mean() / base;
  }

  /** Lets one whole slice of a minute pass under load. */
  private Minute minute(int perSecond) throws IOException, InterruptedException {
    turn(true);
    // the ring keeps sixty slices: a new one is told by its end, not by their number
    String latest = latestSlice();
    double cpuSeconds = jvm.cpuSeconds();
    while (latestSlice().equals(latest) && running()) {
      client.send(perSecond);
    }
    double handlingSeconds = number("handlingSeconds");
    double spentSeconds = jvm.cpuSeconds() - cpuSeconds;
    System.out.printf(
        "a slice of a minute: started, stopped and read in %.1f ms CPU, of %.1f s of the process;"
            + " %s%n",
        1e3 * handlingSeconds, spentSeconds, status());
    return new Minute(handlingSeconds, spentSeconds);
  }

  /** When the latest slice ended; empty before the first. */
  private String latestSlice() throws IOException {
    Matcher matcher = Pattern.compile("\"to\":\"([^\"]+)\"").matcher(status());
    return matcher.find() ? matcher.group(1) : "";
  }

  private boolean running() throws IOException {
    return status().contains("\"state\":\"running\"");
  }

  private int requestsPerSecond() throws InterruptedException {
    int requests = 6_000;
    long startNanos = System.nanoTime();
    client.send(requests);
    return (int) (requests * 1e9 / (System.nanoTime() - startNanos));
  }

  /** Lets the profiler run or pause, and waits until it does. */
  private void turn(boolean on) throws IOException, InterruptedException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(sonde + "/profile/continuous?run=" + on).toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
    try (InputStream in = connection.getInputStream()) {
      in.readAllBytes();
    }
    String wanted = "\"state\":\"" + (on ? "running" : "paused") + "\"";
    for (String status = status(); !status.contains(wanted); status = status()) {
      if (status.contains("\"state\":\"stopped\"")) {
        throw new IOException("the profiler has stopped: " + status);
      }
      Thread.sleep(20);
    }
  }

  private double number(String name) throws IOException {
    String status = status();
    Matcher matcher = Pattern.compile("\"" + name + "\":([0-9.eE+-]+)").matcher(status);
    if (!matcher.find()) {
      throw new IOException("no " + name + " in " + status);
    }
    return Double.parseDouble(matcher.group(1));
  }

  /** What {@code /profile/status} says of the continuous mode. */
  private String status() throws IOException {
    try (InputStream in = URI.create(sonde + "/profile/status").toURL().openStream()) {
      String status = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return status.substring(status.indexOf("\"continuous\""));
    }
  }
}
