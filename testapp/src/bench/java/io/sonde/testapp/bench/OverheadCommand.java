package io.sonde.testapp.bench;

import io.sonde.testapp.bench.TargetJvm.Work;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * {@code bench overhead}: what an agent costs the warm shop, estimated in three ways that do not
 * depend on each other.
 *
 * <p>Switch: one JVM, the same requests slice after slice, probes (or the profiler) in and out in
 * an order drawn by lot within each pair. Rounds: a JVM for each agent, all up at once, each under
 * a constant rate in turn. Estimate: calls per request, which Sonde counts, times their cost by
 * {@code bench record}.
 */
final class OverheadCommand {

  private static final Map<String, String> FAMILIES = families();

  private final Random random = new Random(1);
  private final int connections;
  private final int warmupSeconds;

  private OverheadCommand(int connections, int warmupSeconds) {
    this.connections = connections;
    this.warmupSeconds = warmupSeconds;
  }

  private static Map<String, String> families() {
    Map<String, String> families = new LinkedHashMap<>();
    families.put("servlet", "http_server_request_duration_seconds");
    families.put("jdbc", "db_client_operation_duration_seconds");
    families.put("pool", "db_client_connection_use_time_seconds");
    families.put("httpclient", "http_client_request_duration_seconds");
    families.put("executor", "executor_seconds");
    return families;
  }

  static void run(Options options) throws IOException, InterruptedException {
    String parts = options.text("parts", "switch,profiler,rounds,estimate");
    int pairs = options.number("pairs", 200);
    int sliceMillis = options.number("slice-millis", 500);
    int profilePairs = options.number("profile-pairs", 20);
    int profileSeconds = options.number("profile-seconds", 5);
    int rounds = options.number("rounds", 10);
    int roundSeconds = options.number("round-seconds", 10);
    int rate = options.number("rate", 200);
    List<Variant> variants = Variant.parse(options.text("variants", "none,sonde,otel"));
    OverheadCommand command =
        new OverheadCommand(
            options.number("connections", 2), options.number("warmup-seconds", 240));
    options.complete();
    List<String> wanted = List.of(parts.split(",", -1));
    if (wanted.contains("switch") || wanted.contains("profiler") || wanted.contains("estimate")) {
      command.inOneJvm(wanted, pairs, sliceMillis, profilePairs, profileSeconds);
    }
    if (wanted.contains("rounds")) {
      command.rounds(variants, rounds, roundSeconds, rate);
    }
  }

  private void inOneJvm(
      List<String> parts, int pairs, int sliceMillis, int profilePairs, int profileSeconds)
      throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>(Variant.SONDE.flags());
    flags.add("-javaagent:" + Places.BENCH);
    try (TargetJvm jvm = TargetJvm.shop(flags)) {
      String url = jvm.await("shop ready ").split(" ", -1)[0];
      String sonde = jvm.sondeUrl();
      try (ShopClient client = new ShopClient(url, connections)) {
        WarmUp.run(jvm, client, warmupSeconds);
        int perSecond = requestsPerSecond(client);
        double cpuPerRequest = 0;
        if (parts.contains("switch")) {
          Slices slices = switched(jvm, client, pairs, perSecond * sliceMillis / 1_000);
          slices.print("probes in and out", sliceMillis);
          cpuPerRequest = slices.off.mean();
        }
        if (parts.contains("profiler")) {
          profiled(jvm, client, sonde, profilePairs, profileSeconds, perSecond * profileSeconds)
              .print("CPU profile on and off", 1_000 * profileSeconds);
        }
        if (parts.contains("estimate")) {
          estimate(jvm, client, sonde, perSecond, cpuPerRequest);
        }
      }
    }
  }

  private static int requestsPerSecond(ShopClient client) throws InterruptedException {
    int requests = 4_000;
    long startNanos = System.nanoTime();
    client.send(requests);
    return (int) (requests * 1e9 / (System.nanoTime() - startNanos));
  }

  /** CPU seconds per request in pairs of slices. */
  private record Slices(Sample on, Sample off, WorkPairs works, int requests) {

    void print(String what, int millis) {
      Sample added = on.minus(off);
      double base = off.mean();
      System.out.printf(
          "%n%s: %d pairs of slices of %d requests (about %d ms each)%n",
          what, on.size(), requests, millis);
      System.out.printf(
          "CPU per request: out %.1f us, in %.1f us, added %.2f us; ratio %.4f, 95 %% interval %.4f"
              + " .. %.4f%n",
          1e6 * base,
          1e6 * on.mean(),
          1e6 * added.mean(),
          1 + added.mean() / base,
          1 + (added.mean() - added.halfInterval95()) / base,
          1 + (added.mean() + added.halfInterval95()) / base);
      works.print();
    }
  }

  private Slices switched(TargetJvm jvm, ShopClient client, int pairs, int requests)
      throws IOException, InterruptedException {
    Slices slices = new Slices(new Sample(), new Sample(), new WorkPairs(), requests);
    for (int pair = 0; pair < pairs; pair++) {
      boolean first = random.nextBoolean();
      for (boolean on : new boolean[] {first, !first}) {
        jvm.tell(on ? "on" : "off");
        jvm.await("switched ");
        Map<Work, Double> before = jvm.cpuSecondsByWork();
        double cpuSeconds = jvm.cpuSeconds();
        client.send(requests);
        (on ? slices.on : slices.off).add((jvm.cpuSeconds() - cpuSeconds) / requests);
        slices.works.add(on, before, jvm.cpuSecondsByWork(), requests);
      }
    }
    jvm.tell("on");
    jvm.await("switched ");
    jvm.checkMeasured();
    return slices;
  }

  /** As {@link #switched}, with a profile over each slice; making and sending it counts too. */
  private Slices profiled(
      TargetJvm jvm, ShopClient client, String sonde, int pairs, int seconds, int requests)
      throws IOException, InterruptedException {
    String profileUrl = sonde + "/profile?event=cpu&seconds=" + seconds;
    Slices slices = new Slices(new Sample(), new Sample(), new WorkPairs(), requests);
    fetch(profileUrl);
    for (int pair = 0; pair < pairs; pair++) {
      boolean first = random.nextBoolean();
      for (boolean on : new boolean[] {first, !first}) {
        Map<Work, Double> before = jvm.cpuSecondsByWork();
        double cpuSeconds = jvm.cpuSeconds();
        CompletableFuture<Void> profile =
            on
                ? CompletableFuture.runAsync(() -> fetch(profileUrl))
                : CompletableFuture.completedFuture(null);
        client.send(requests);
        profile.join();
        (on ? slices.on : slices.off).add((jvm.cpuSeconds() - cpuSeconds) / requests);
        slices.works.add(on, before, jvm.cpuSecondsByWork(), requests);
      }
    }
    return slices;
  }

  private void estimate(
      TargetJvm jvm, ShopClient client, String sonde, int requests, double knownCpuPerRequest)
      throws IOException, InterruptedException {
    Map<String, Double> costs = costs();
    String before = fetch(sonde + "/metrics");
    double cpuSeconds = jvm.cpuSeconds();
    client.send(10 * requests);
    double cpuPerRequest =
        knownCpuPerRequest > 0
            ? knownCpuPerRequest
            : (jvm.cpuSeconds() - cpuSeconds) / (10.0 * requests);
    // an exposition is kept for a second
    Thread.sleep(1_100);
    String after = fetch(sonde + "/metrics");
    Table table = new Table("family", "calls per request", "ns per call", "ns per request");
    double sum = 0;
    for (Map.Entry<String, String> family : FAMILIES.entrySet()) {
      double calls =
          (count(after, family.getValue()) - count(before, family.getValue())) / (10.0 * requests);
      double cost = costs.getOrDefault(family.getKey(), Double.NaN);
      sum += calls * cost;
      table.row(
          family.getKey(),
          String.format("%.2f", calls),
          String.format("%.0f", cost),
          String.format("%.0f", calls * cost));
    }
    System.out.println("\ncalls per request times their cost by bench record (1 thread)");
    table.print();
    System.out.printf(
        "%.2f us of %.1f us CPU per request: ratio %.4f%n",
        sum / 1e3, cpuPerRequest * 1e6, 1 + sum / 1e9 / cpuPerRequest);
  }

  /** Nanoseconds per call by family, as {@code bench record} left them. */
  private static Map<String, Double> costs() throws IOException {
    Map<String, Double> costs = new LinkedHashMap<>();
    if (Files.exists(RecordCommand.costs())) {
      for (String line : Files.readAllLines(RecordCommand.costs())) {
        String[] cells = line.split(",", -1);
        if (cells[0].startsWith("ProbeBenchmark.") && cells[1].equals("1")) {
          costs.put(cells[0].substring("ProbeBenchmark.".length()), Double.valueOf(cells[2]));
        }
      }
    }
    return costs;
  }

  private static double count(String exposition, String family) {
    return exposition
        .lines()
        .filter(line -> line.startsWith(family + "_count"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String fetch(String url) {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(url, e);
    }
  }

  private void rounds(List<Variant> variants, int rounds, int seconds, int rate)
      throws IOException, InterruptedException {
    Map<Variant, TargetJvm> jvms = new EnumMap<>(Variant.class);
    Map<Variant, ShopClient> clients = new EnumMap<>(Variant.class);
    Map<Variant, Sample> cpu = new EnumMap<>(Variant.class);
    Map<Variant, Sample> p99 = new EnumMap<>(Variant.class);
    try {
      for (Variant variant : variants) {
        TargetJvm jvm = TargetJvm.shop(variant.flags());
        jvms.put(variant, jvm);
        String url = jvm.await("shop ready ").split(" ", -1)[0];
        clients.put(variant, new ShopClient(url, 8));
        cpu.put(variant, new Sample());
        p99.put(variant, new Sample());
      }
      for (Variant variant : variants) {
        TargetJvm jvm = jvms.get(variant);
        if (jvm != null) {
          WarmUp.run(jvm, client(clients, variant), warmupSeconds);
        }
      }
      for (int round = 0; round < rounds; round++) {
        List<Variant> order = new ArrayList<>(variants);
        Collections.shuffle(order, random);
        for (Variant variant : order) {
          TargetJvm jvm = jvms.get(variant);
          if (jvm != null) {
            double cpuSeconds = jvm.cpuSeconds();
            Histogram latencies = client(clients, variant).sendAtRate(rate, seconds);
            jvm.checkMeasured();
            add(cpu, variant, (jvm.cpuSeconds() - cpuSeconds) / latencies.getTotalCount());
            add(p99, variant, latencies.getValueAtPercentile(99) / 1e9);
          }
        }
      }
    } finally {
      clients.values().forEach(ShopClient::close);
      for (TargetJvm jvm : jvms.values()) {
        jvm.close();
      }
    }
    print(variants, rounds, seconds, rate, cpu, p99);
  }

  private static void print(
      List<Variant> variants,
      int rounds,
      int seconds,
      int rate,
      Map<Variant, Sample> cpu,
      Map<Variant, Sample> p99) {
    System.out.printf(
        "%nall JVMs up, %d rounds of %d s at %d requests a second%n", rounds, seconds, rate);
    Table table = new Table("agent", "CPU us/request", "x no agent", "p99 ms", "x no agent");
    for (Variant variant : variants) {
      table.row(
          variant.title,
          scaled(cpu, variant, 1e6).text("%.0f"),
          of(cpu, variant).over(of(cpu, Variant.NONE)).text("%.3f"),
          scaled(p99, variant, 1e3).text("%.2f"),
          of(p99, variant).over(of(p99, Variant.NONE)).text("%.3f"));
    }
    table.print();
  }

  private static ShopClient client(Map<Variant, ShopClient> clients, Variant variant) {
    ShopClient client = clients.get(variant);
    if (client == null) {
      throw new IllegalStateException("no client of " + variant);
    }
    return client;
  }

  private static void add(Map<Variant, Sample> samples, Variant variant, double value) {
    of(samples, variant).add(value);
  }

  private static Sample of(Map<Variant, Sample> samples, Variant variant) {
    return samples.computeIfAbsent(variant, ignored -> new Sample());
  }

  private static Sample scaled(Map<Variant, Sample> samples, Variant variant, double factor) {
    Sample sample = of(samples, variant);
    Sample scaled = new Sample();
    for (int i = 0; i < sample.size(); i++) {
      scaled.add(factor * sample.get(i));
    }
    return scaled;
  }
}
