package io.sonde.profiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A site that allocates objects which stay, or a class that grows without a known site.
 *
 * @param type the class of the objects
 * @param method the method that is responsible, or null if it is not known
 * @param innermost the method that allocated, or null
 * @param olderBytes estimated bytes of survivors that were born in the earlier half of the inquiry
 * @param bytes of all survivors
 * @param samples how many survivors were sampled
 * @param share of the older bytes of all sites
 * @param growth how the class grew, or null if it did not in all histograms
 * @param paths what keeps objects of the class
 */
record LeakSuspect(
    String type,
    @Nullable String method,
    @Nullable String innermost,
    long olderBytes,
    long bytes,
    long samples,
    double share,
    @Nullable ClassGrowth growth,
    List<RootPath> paths) {

  static final int MAX_SUSPECTS = 20;
  static final int MAX_PATHS = 3;

  /** A class without a site is named if it has grown by so small a part of the heap. */
  private static final int NOTEWORTHY_PART = 1_000;

  private record Site(String type, String method, String innermost) {}

  private static final class Sums {
    private long olderBytes;
    private long bytes;
    private long samples;
  }

  /**
   * The suspects: sites by the older bytes of their method and their own, then classes that grew
   * and have no site, by growth.
   */
  static List<LeakSuspect> of(
      @Nullable StackProfile live, List<ClassGrowth> growing, List<RootPath> paths) {
    Map<Site, Sums> sites = new HashMap<>();
    long allOlderBytes = live == null ? 0 : addAll(sites, live);
    List<LeakSuspect> suspects = new ArrayList<>();
    sites.forEach(
        (site, sums) ->
            suspects.add(
                new LeakSuspect(
                    site.type,
                    site.method,
                    site.innermost,
                    sums.olderBytes,
                    sums.bytes,
                    sums.samples,
                    allOlderBytes == 0 ? 0 : (double) sums.olderBytes / allOlderBytes,
                    growthOf(site.type, growing),
                    pathsOf(site.type, paths))));
    // A leaking method allocates keys, nodes and values: they stand together.
    Map<String, Long> byMethod = new HashMap<>();
    sites.forEach((site, sums) -> byMethod.merge(site.method, sums.olderBytes, Long::sum));
    suspects.sort(
        Comparator.comparingLong(
                (LeakSuspect suspect) -> byMethod.getOrDefault(suspect.method(), 0L))
            .thenComparingLong(LeakSuspect::olderBytes)
            .thenComparingLong(LeakSuspect::bytes)
            .reversed());
    Set<String> withSite = new HashSet<>();
    sites.keySet().forEach(site -> withSite.add(site.type));
    long noteworthyBytes = Runtime.getRuntime().maxMemory() / NOTEWORTHY_PART;
    for (ClassGrowth growth : growing) {
      if (!withSite.contains(growth.type()) && growth.addedBytes() >= noteworthyBytes) {
        suspects.add(
            new LeakSuspect(
                growth.type(), null, null, 0, 0, 0, 0, growth, pathsOf(growth.type(), paths)));
      }
    }
    return List.copyOf(suspects.subList(0, Math.min(MAX_SUSPECTS, suspects.size())));
  }

  private static long addAll(Map<Site, Sums> sites, StackProfile live) {
    long olderBytes = 0;
    for (String age : List.of(LeakInquiry.OLDER, LeakInquiry.YOUNGER)) {
      for (Hotspots.Site row : Hotspots.of(live.routed(age)).sites()) {
        Site site = new Site(row.type(), row.method(), row.innermost());
        Sums sums = sites.computeIfAbsent(site, s -> new Sums());
        sums.bytes += row.weight();
        sums.samples += row.samples();
        if (age.equals(LeakInquiry.OLDER)) {
          sums.olderBytes += row.weight();
          olderBytes += row.weight();
        }
      }
    }
    return olderBytes;
  }

  private static @Nullable ClassGrowth growthOf(String type, List<ClassGrowth> growing) {
    for (ClassGrowth growth : growing) {
      if (growth.type().equals(type)) {
        return growth;
      }
    }
    return null;
  }

  private static List<RootPath> pathsOf(String type, List<RootPath> paths) {
    return paths.stream()
        .filter(path -> path.type().equals(type) && !path.path().isEmpty())
        .limit(MAX_PATHS)
        .toList();
  }
}
