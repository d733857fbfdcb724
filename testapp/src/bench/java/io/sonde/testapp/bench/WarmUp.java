package io.sonde.testapp.bench;

import io.sonde.testapp.bench.TargetJvm.Work;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;

/**
 * Load until the compilers rest. On the shop, with an agent or without, they take a tenth of the
 * CPU for more than half a million requests, and by far the most of what differs from slice to
 * slice.
 */
final class WarmUp {

  private static final int STEP_REQUESTS = 10_000;

  /** Steps over which the compilers' share is taken: they work in bursts. */
  private static final int STEPS = 10;

  private static final double RESTING = 0.01;

  private WarmUp() {}

  /**
   * Sends requests until the compilers took less than 1 % of the process's CPU over the last
   * {@value #STEPS} times {@value #STEP_REQUESTS} of them; says when that was. Linux only.
   *
   * @param mostSeconds after which it goes on, and says so
   */
  static void run(TargetJvm jvm, ShopClient client, int mostSeconds)
      throws IOException, InterruptedException {
    System.out.printf("warming until the compilers rest, at most %d s%n", mostSeconds);
    long startNanos = System.nanoTime();
    Deque<double[]> steps = new ArrayDeque<>();
    double share = 1;
    double seconds = 0;
    while (seconds < mostSeconds && (steps.size() < STEPS || share > RESTING)) {
      Map<Work, Double> before = jvm.cpuSecondsByWork();
      client.send(STEP_REQUESTS);
      Map<Work, Double> after = jvm.cpuSecondsByWork();
      double all = 0;
      for (Work work : Work.values()) {
        all += spent(before, after, work);
      }
      steps.addLast(new double[] {spent(before, after, Work.COMPILING), all});
      if (steps.size() > STEPS) {
        steps.removeFirst();
      }
      share =
          steps.stream().mapToDouble(step -> step[0]).sum()
              / steps.stream().mapToDouble(step -> step[1]).sum();
      seconds = (System.nanoTime() - startNanos) / 1e9;
    }
    System.out.printf(
        Locale.ROOT,
        "%s after %.0f s: of the last %d requests' CPU the compilers took %.1f %%%n",
        share <= RESTING && steps.size() == STEPS ? "warm" : "not warm",
        seconds,
        steps.size() * STEP_REQUESTS,
        100 * share);
  }

  private static double spent(Map<Work, Double> before, Map<Work, Double> after, Work work) {
    return after.getOrDefault(work, 0.0) - before.getOrDefault(work, 0.0);
  }
}
