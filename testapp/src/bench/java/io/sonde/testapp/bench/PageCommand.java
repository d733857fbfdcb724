package io.sonde.testapp.bench;

import io.sonde.testapp.bench.TargetJvm.Work;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * {@code bench page}: what the dashboard costs the shop while somebody looks at it.
 *
 * <p>One JVM with Sonde. What it takes is added by the threads that answer, so beside the whole
 * process, whose CPU per request varies by many percent from slice to slice, those threads are
 * measured by themselves, and so are the garbage collector's and the compilers'. Slice after slice
 * it serves the same requests, the page open or closed in an order drawn by lot within each pair;
 * the page and the load are in this process. Opening is measured apart: it happens once. Then,
 * without load, what the open page takes each second: it does not depend on the load, so it tells
 * the share at any other.
 */
final class PageCommand {

  /** From opening or closing the page until a slice is measured. */
  private static final int SETTLE_SECONDS = 3;

  private final Random random = new Random(1);
  private final int sliceSeconds;
  private final int ratePerSecond;
  private final Sample open = new Sample();
  private final Sample closed = new Sample();
  private final WorkPairs works = new WorkPairs();

  /** What the answering threads took for the first seconds of a page. */
  private final Sample opening = new Sample();

  private int updates;

  private PageCommand(int sliceSeconds, int ratePerSecond) {
    this.sliceSeconds = sliceSeconds;
    this.ratePerSecond = ratePerSecond;
  }

  static void run(Options options) throws IOException, InterruptedException {
    int pairs = options.number("pairs", 10);
    int warmupSeconds = options.number("warmup-seconds", 240);
    int warmupAnswers = options.number("warmup-answers", 1_500);
    int connections = options.number("connections", 2);
    int idleSeconds = options.number("idle-seconds", 15);
    PageCommand command =
        new PageCommand(options.number("slice-seconds", 10), options.number("rate", 0));
    options.complete();
    List<String> flags = Variant.SONDE.flags();
    try (TargetJvm jvm = TargetJvm.shop(flags)) {
      String shop = jvm.await("shop ready ").split(" ", -1)[0];
      String sonde = jvm.sondeUrl();
      try (ShopClient client = new ShopClient(shop, connections)) {
        command.compare(jvm, client, sonde, pairs, warmupSeconds, warmupAnswers);
      }
      command.idle(jvm, sonde, idleSeconds);
      jvm.checkMeasured();
    }
  }

  private void compare(
      TargetJvm jvm,
      ShopClient client,
      String sonde,
      int pairs,
      int warmupSeconds,
      int warmupAnswers)
      throws IOException, InterruptedException {
    try (OpenPage page = OpenPage.of(sonde)) {
      OpenPage.warmUp(sonde, warmupAnswers);
      WarmUp.run(jvm, client, warmupSeconds);
      check(page.updates());
    }
    int requests = ratePerSecond > 0 ? ratePerSecond * sliceSeconds : perSlice(client);
    for (int pair = 0; pair < pairs; pair++) {
      boolean first = random.nextBoolean();
      for (boolean isOpen : new boolean[] {first, !first}) {
        slice(jvm, client, sonde, requests, isOpen);
      }
    }
    print(pairs, requests);
  }

  private int perSlice(ShopClient client) throws InterruptedException {
    int requests = 8_000;
    long startNanos = System.nanoTime();
    client.send(requests);
    return (int) (requests * 1e9 * sliceSeconds / (System.nanoTime() - startNanos));
  }

  private void slice(TargetJvm jvm, ShopClient client, String sonde, int requests, boolean isOpen)
      throws IOException, InterruptedException {
    if (isOpen) {
      double answering = answering(jvm);
      try (OpenPage page = OpenPage.of(sonde)) {
        load(client, requests * SETTLE_SECONDS / sliceSeconds, SETTLE_SECONDS);
        opening.add(answering(jvm) - answering);
        int shown = page.updates();
        measure(jvm, client, requests, true);
        updates += check(page.updates() - shown);
      }
    } else {
      load(client, requests * SETTLE_SECONDS / sliceSeconds, SETTLE_SECONDS);
      measure(jvm, client, requests, false);
    }
  }

  private static double answering(TargetJvm jvm) throws IOException {
    return jvm.cpuSecondsByWork().getOrDefault(Work.ANSWERING, 0.0);
  }

  private void measure(TargetJvm jvm, ShopClient client, int requests, boolean isOpen)
      throws IOException, InterruptedException {
    Map<Work, Double> before = jvm.cpuSecondsByWork();
    double cpuSeconds = jvm.cpuSeconds();
    load(client, requests, sliceSeconds);
    (isOpen ? open : closed).add((jvm.cpuSeconds() - cpuSeconds) / requests);
    works.add(isOpen, before, jvm.cpuSecondsByWork(), requests);
  }

  private void load(ShopClient client, int requests, int seconds) throws InterruptedException {
    if (ratePerSecond > 0) {
      client.sendAtRate(ratePerSecond, seconds);
    } else {
      client.send(requests);
    }
  }

  private static int check(int updates) throws IOException {
    if (updates == 0) {
      throw new IOException("the page was never updated: nothing was measured");
    }
    return updates;
  }

  private void print(int pairs, int requests) {
    Sample added = open.minus(closed);
    double base = closed.mean();
    System.out.printf(
        "%n%d pairs of slices of %d requests (about %d s each), %d updates of the page%n",
        pairs, requests, sliceSeconds, updates);
    System.out.printf(
        "CPU per request: page closed %.1f us, open %.1f us, added %.2f us; ratio %.4f, 95 %%"
            + " interval %.4f .. %.4f%n",
        1e6 * base,
        1e6 * open.mean(),
        1e6 * added.mean(),
        1 + added.mean() / base,
        1 + (added.mean() - added.halfInterval95()) / base,
        1 + (added.mean() + added.halfInterval95()) / base);
    works.print();
    System.out.printf(
        "a page's first %d s: %.0f ms CPU of the threads that answer%n",
        SETTLE_SECONDS, 1e3 * opening.mean());
  }

  /** CPU of an open page each second, beside that of a closed one. */
  private void idle(TargetJvm jvm, String sonde, int seconds)
      throws IOException, InterruptedException {
    double startSeconds = jvm.cpuSeconds();
    Thread.sleep(1_000L * seconds);
    double without = (jvm.cpuSeconds() - startSeconds) / seconds;
    startSeconds = jvm.cpuSeconds();
    int shown;
    try (OpenPage page = OpenPage.of(sonde)) {
      Thread.sleep(1_000L * seconds);
      shown = check(page.updates());
    }
    double with = (jvm.cpuSeconds() - startSeconds) / seconds;
    System.out.printf(
        "without load, over %d s and %d updates: %.1f ms CPU a second closed, %.1f ms open%n",
        seconds, shown, 1e3 * without, 1e3 * with);
  }
}
