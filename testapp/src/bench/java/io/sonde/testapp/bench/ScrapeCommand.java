package io.sonde.testapp.bench;

import io.micrometer.core.instrument.Timer;
import io.sonde.exporters.http.Access;
import io.sonde.exporters.http.Route;
import io.sonde.exporters.http.ServerOptions;
import io.sonde.exporters.http.ServerStart;
import io.sonde.exporters.http.SondeServer;
import io.sonde.exporters.prometheus.MetricsHandler;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * {@code bench scrape}: one scrape of a registry with many series, and what an application in the
 * same JVM feels of a scrape every second.
 *
 * <p>A series is a line of the exposition. CPU and allocation are those of the endpoint's threads.
 * The application is a thread that records timers and computes for a tenth of a millisecond, a
 * thousand times a second; its latency counts from the time at which a piece of work was due.
 */
final class ScrapeCommand {

  /** Lines of a timer: 16 bounds, infinity, sum, count. */
  private static final int LINES_PER_TIMER = 19;

  private static final long PERIOD_NANOS = 1_000_000;
  private static final long WORK_NANOS = 100_000;

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final com.sun.management.ThreadMXBean clock =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<Timer> timers = new ArrayList<>();

  private ScrapeCommand() {}

  static void run(Options options) throws IOException, InterruptedException {
    int series = options.number("series", 10_000);
    int scrapes = options.number("scrapes", 20);
    int windowSeconds = options.number("window-seconds", 10);
    int windows = options.number("windows", 5);
    options.complete();
    new ScrapeCommand().measure(series, scrapes, windows, windowSeconds);
  }

  private void measure(int series, int scrapes, int windows, int windowSeconds)
      throws IOException, InterruptedException {
    SondeMeterRegistry registry =
        RegistryOptions.defaults().withMaxSeriesPerMetric(series).openRegistry();
    for (int i = 0; i < series / LINES_PER_TIMER; i++) {
      Timer timer =
          Timer.builder("http.server.request.duration")
              .tag("http_route", "/products/{id}/part/" + i)
              .tag("http_request_method", "GET")
              .register(registry);
      for (int value = 1; value < 1_000_000_000; value *= 3) {
        timer.record(value + i, TimeUnit.NANOSECONDS);
      }
      timers.add(timer);
    }
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task, "scrape");
          thread.setDaemon(true);
          threads.add(thread);
          return thread;
        };
    ServerStart start =
        SondeServer.start(
            ServerOptions.defaults(factory).withPort(Places.freePort()),
            List.of(Route.get("/metrics", Access.OPEN, new MetricsHandler(registry))));
    SondeServer server = start.server();
    if (server == null) {
      throw new IOException("no endpoint: " + start.warnings());
    }
    String url = "http://127.0.0.1:" + server.port() + "/metrics";
    cost(url, scrapes);
    latency(url, windows, windowSeconds);
    server.close();
  }

  private void cost(String url, int scrapes) throws IOException, InterruptedException {
    Sample cpuMillis = new Sample();
    Sample kilobytes = new Sample();
    long bytes = 0;
    long lines = 0;
    for (int i = -10; i < scrapes; i++) {
      // an exposition is kept for a second
      Thread.sleep(1_050);
      long cpuNanos = cpuNanos();
      long allocatedBytes = allocatedBytes();
      byte[] answer = fetch(url);
      bytes = answer.length;
      lines = lines(answer);
      if (i >= 0) {
        // what a worker does behind its answer counts too
        Thread.sleep(20);
        cpuMillis.add((cpuNanos() - cpuNanos) / 1e6);
        kilobytes.add((allocatedBytes() - allocatedBytes) / 1024.0);
      }
    }
    System.out.printf("%nscrape of %d series, %d scrapes, %d bytes%n", lines, scrapes, bytes);
    Table table = new Table("what", "median [least .. most]");
    table.row("CPU ms", cpuMillis.text("%.1f"));
    table.row("allocated KB", kilobytes.text("%.0f"));
    table.print();
  }

  private static long lines(byte[] exposition) {
    long lines = 0;
    boolean first = true;
    boolean comment = false;
    for (byte b : exposition) {
      comment = first ? b == '#' : comment;
      first = b == '\n';
      if (first && !comment) {
        lines++;
      }
    }
    return lines;
  }

  private void latency(String url, int windows, int seconds)
      throws IOException, InterruptedException {
    Sample quiet = new Sample();
    Sample scraped = new Sample();
    for (int window = -1; window < windows; window++) {
      double without = window(url, seconds, false);
      double with = window(url, seconds, true);
      if (window >= 0) {
        quiet.add(without);
        scraped.add(with);
      }
    }
    System.out.println("application's p99, " + windows + " pairs of windows of " + seconds + " s");
    Table table = new Table("window", "p99 us", "x no scrape");
    table.row("no scrape", quiet.text("%.0f"), "");
    table.row("a scrape a second", scraped.text("%.0f"), scraped.over(quiet).text("%.3f"));
    table.print();
  }

  /** The application's p99 in microseconds over some seconds, with or without scrapes. */
  private double window(String url, int seconds, boolean scraped)
      throws IOException, InterruptedException {
    Histogram latencies = new Histogram(60_000_000_000L, 3);
    Thread application = new Thread(() -> work(latencies, seconds), "application");
    application.start();
    while (application.isAlive()) {
      if (scraped) {
        fetch(url);
      }
      application.join(1_050);
    }
    return latencies.getValueAtPercentile(99) / 1e3;
  }

  private void work(Histogram latencies, int seconds) {
    long startNanos = System.nanoTime();
    long pieces = seconds * 1_000_000_000L / PERIOD_NANOS;
    for (int i = 0; i < pieces; i++) {
      long dueNanos = startNanos + i * PERIOD_NANOS;
      for (long left = dueNanos - System.nanoTime();
          left > 0;
          left = dueNanos - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      long beginNanos = System.nanoTime();
      while (System.nanoTime() - beginNanos < WORK_NANOS) {
        timers.get(i % timers.size()).record(System.nanoTime() - beginNanos, TimeUnit.NANOSECONDS);
      }
      latencies.recordValue(System.nanoTime() - dueNanos);
    }
  }

  private long cpuNanos() {
    long sum = 0;
    for (Thread thread : endpoint()) {
      sum += Math.max(0, clock.getThreadCpuTime(thread.getId()));
    }
    return sum;
  }

  private long allocatedBytes() {
    long sum = 0;
    for (Thread thread : endpoint()) {
      sum += Math.max(0, clock.getThreadAllocatedBytes(thread.getId()));
    }
    return sum;
  }

  /** The endpoint's threads: those of our factory and the one that the JDK's server made. */
  private List<Thread> endpoint() {
    List<Thread> endpoint = new ArrayList<>(threads);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("sonde-http-dispatcher")) {
        endpoint.add(thread);
      }
    }
    return endpoint;
  }

  private static byte[] fetch(String url) throws IOException {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return in.readAllBytes();
    }
  }
}
