package io.sonde.profiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A class of which there were more objects in each histogram than in the one before.
 *
 * @param type its name
 * @param instances how many there are
 * @param bytes how large they are
 * @param addedInstances how many more than at first
 * @param addedBytes how many more bytes than at first
 * @param bytesPerSecond the same as a rate
 */
record ClassGrowth(
    String type,
    long instances,
    long bytes,
    long addedInstances,
    long addedBytes,
    double bytesPerSecond) {

  /** Fewer histograms say nothing. */
  static final int MIN_HISTOGRAMS = 3;

  static final int MAX_CLASSES = 30;

  /** The classes that grew in all histograms, by bytes; empty if those are too few. */
  static List<ClassGrowth> of(List<ClassHistogram> histograms) {
    List<ClassGrowth> growing = new ArrayList<>();
    if (histograms.size() >= MIN_HISTOGRAMS) {
      for (String type : histograms.get(0).classes().keySet()) {
        if (growsInAll(type, histograms)) {
          growing.add(of(type, histograms));
        }
      }
    }
    growing.sort(Comparator.comparingLong(ClassGrowth::addedBytes).reversed());
    return List.copyOf(growing.subList(0, Math.min(MAX_CLASSES, growing.size())));
  }

  private static boolean growsInAll(String type, List<ClassHistogram> histograms) {
    long before = -1;
    for (ClassHistogram histogram : histograms) {
      ClassHistogram.Count count = histogram.classes().get(type);
      if (count == null || count.instances() <= before) {
        return false;
      }
      before = count.instances();
    }
    return true;
  }

  private static ClassGrowth of(String type, List<ClassHistogram> histograms) {
    ClassHistogram first = histograms.get(0);
    ClassHistogram last = histograms.get(histograms.size() - 1);
    ClassHistogram.Count before = count(first, type);
    ClassHistogram.Count after = count(last, type);
    long addedBytes = after.bytes() - before.bytes();
    return new ClassGrowth(
        type,
        after.instances(),
        after.bytes(),
        after.instances() - before.instances(),
        addedBytes,
        addedBytes * 1e3 / Math.max(1, last.takenMillis() - first.takenMillis()));
  }

  private static ClassHistogram.Count count(ClassHistogram histogram, String type) {
    return histogram.classes().getOrDefault(type, new ClassHistogram.Count(0, 0));
  }
}
