package io.sonde.exporters.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings for a page that is asked for each second: those of the latest minutes are made anew when
 * they are {@value #KEPT_MILLIS} ms old, for they rest on spans of seconds and more.
 *
 * <p>Concurrency: {@code kept} is guarded by itself; two threads may make the same findings at
 * once.
 */
final class RecentFindings {
  private static final long KEPT_MILLIS = 10_000;
  private static final int MAX_KEPT = 8;

  private final RequestInsights requests;
  private final PoolInsights pools;
  private final Map<Long, Kept> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Kept> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /** What was found at a moment of the history. */
  private record Kept(long nowMillis, int steps, List<Finding> findings) {

    boolean isFor(TimeRange range) {
      long ageMillis = range.nowMillis() - nowMillis;
      // a time that ends now has a step more or fewer, as it meets the edges
      return ageMillis >= 0 && ageMillis < KEPT_MILLIS && Math.abs(range.steps() - steps) <= 1;
    }
  }

  RecentFindings(RequestInsights requests, PoolInsights pools) {
    this.requests = requests;
    this.pools = pools;
  }

  List<Finding> of(Reading reading) {
    TimeRange range = reading.range();
    if (range.fromMillis() + range.steps() * range.stepMillis() < range.nowMillis()) {
      return Findings.of(reading, requests, pools);
    }
    Kept known;
    synchronized (kept) {
      known = kept.get(range.stepMillis());
    }
    if (known == null || !known.isFor(range)) {
      List<Finding> found = List.copyOf(Findings.of(reading, requests, pools));
      known = new Kept(range.nowMillis(), range.steps(), found);
      synchronized (kept) {
        kept.put(range.stepMillis(), known);
      }
    }
    return known.findings();
  }
}
