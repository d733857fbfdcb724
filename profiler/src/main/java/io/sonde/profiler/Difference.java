package io.sonde.profiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What changed between two profiles of the same event, as rates (weight per second).
 *
 * <p>A change is significant if it is more than {@value #SIGNIFICANT} standard errors (samples
 * taken as independent, each with the mean weight of its method) and more than {@value #MIN_SHARE}
 * of the larger of the two wholes. Chance alone passes the first in one of sixteen thousand
 * methods.
 *
 * @param base the profile that is compared with
 * @param after the profile of interest
 * @param bySelf methods whose self rate changed significantly, the largest change first
 * @param byTotal methods whose total rate changed significantly
 */
record Difference(
    StackProfile base, StackProfile after, List<Change> bySelf, List<Change> byTotal) {

  static final double SIGNIFICANT = 4;
  static final double MIN_SHARE = 0.005;

  /**
   * A method (or a class of objects or locks) with its rates.
   *
   * @param name with dots
   * @param basePerSecond weight per second in the base
   * @param afterPerSecond weight per second in the profile of interest
   * @param errors the difference in standard errors, without sign
   */
  record Change(String name, double basePerSecond, double afterPerSecond, double errors) {

    double growth() {
      return afterPerSecond - basePerSecond;
    }
  }

  static Difference of(StackProfile base, StackProfile after) {
    Map<FrameTable.Frame, Rates> baseRates = rates(base);
    Map<FrameTable.Frame, Rates> afterRates = rates(after);
    double whole = Math.max(perSecond(base), perSecond(after));
    List<Change> bySelf = new ArrayList<>();
    List<Change> byTotal = new ArrayList<>();
    Map<FrameTable.Frame, Rates> all = new HashMap<>(baseRates);
    all.putAll(afterRates);
    for (FrameTable.Frame frame : all.keySet()) {
      Rates before = baseRates.getOrDefault(frame, new Rates());
      Rates now = afterRates.getOrDefault(frame, new Rates());
      add(bySelf, frame, before.self, base, now.self, after, whole);
      add(byTotal, frame, before.total, base, now.total, after, whole);
    }
    return new Difference(base, after, sorted(bySelf), sorted(byTotal));
  }

  private static double perSecond(StackProfile profile) {
    return profile.stacks().weightSum() / profile.window().sampledSeconds();
  }

  private static void add(
      List<Change> changes,
      FrameTable.Frame frame,
      Count before,
      StackProfile base,
      Count now,
      StackProfile after,
      double whole) {
    double baseSeconds = base.window().sampledSeconds();
    double afterSeconds = after.window().sampledSeconds();
    double typical = Math.max(before.meanWeight(), now.meanWeight());
    double error =
        Math.hypot(
            before.standardError(typical) / baseSeconds, now.standardError(typical) / afterSeconds);
    double growth = now.weight / afterSeconds - before.weight / baseSeconds;
    double errors = error == 0 ? 0 : Math.abs(growth) / error;
    if (errors > SIGNIFICANT && Math.abs(growth) > MIN_SHARE * whole) {
      changes.add(
          new Change(
              frame.dotted(), before.weight / baseSeconds, now.weight / afterSeconds, errors));
    }
  }

  private static List<Change> sorted(List<Change> changes) {
    changes.sort(
        Comparator.comparingDouble((Change change) -> -Math.abs(change.growth()))
            .thenComparing(Change::name));
    return List.copyOf(changes.subList(0, Math.min(Hotspots.MAX_ROWS, changes.size())));
  }

  private static Map<FrameTable.Frame, Rates> rates(StackProfile profile) {
    StackTree tree = profile.stacks();
    long[] totalSamples = tree.totalSamples();
    long[] totalWeights = tree.totalWeights();
    Map<FrameTable.Frame, Rates> rates = new HashMap<>();
    for (int node = 1; node < tree.size(); node++) {
      Rates of = rates.computeIfAbsent(tree.frame(node), frame -> new Rates());
      of.self.add(tree.samples(node), tree.weight(node));
      if (!isRecursive(tree, node)) {
        of.total.add(totalSamples[node], totalWeights[node]);
      }
    }
    return rates;
  }

  private static boolean isRecursive(StackTree tree, int node) {
    for (int above = tree.parent(node); above != StackTree.ROOT; above = tree.parent(above)) {
      if (tree.frameId(above) == tree.frameId(node)) {
        return true;
      }
    }
    return false;
  }

  private static final class Rates {
    private final Count self = new Count();
    private final Count total = new Count();
  }

  private static final class Count {
    private long samples;
    private long weight;

    void add(long moreSamples, long moreWeight) {
      samples += moreSamples;
      weight += moreWeight;
    }

    double meanWeight() {
      return samples == 0 ? 0 : (double) weight / samples;
    }

    /** Of the weight, if the number of samples is Poisson's; none is as uncertain as one. */
    double standardError(double typicalWeight) {
      return samples == 0 ? typicalWeight : meanWeight() * Math.sqrt((double) samples);
    }
  }
}
