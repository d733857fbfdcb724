package io.sonde.profiler;

import java.util.Arrays;

/**
 * The size of the old generation after its collections, and whether it grows.
 *
 * <p>The slope is the median of the slopes between all pairs of points (Theil, 1950; Sen, 1968), so
 * that a single large or small point moves it little; its 95 % interval is Sen's. Growth is stated
 * if Kendall's test finds an order (z over {@value #GROWING_Z}), the interval lies above 0, the
 * later half of the points grows too, and the whole growth exceeds {@value #NOTEWORTHY_RATIO} of
 * the maximum. Not thread-safe.
 *
 * <p>At most {@value #MAX_POINTS} points are kept; then every second one goes.
 */
final class HeapTrend {

  static final int MAX_POINTS = 256;
  static final int MIN_POINTS = 8;

  private static final double GROWING_Z = 2.58;
  private static final double Z_95 = 1.96;
  private static final double NOTEWORTHY_RATIO = 0.01;

  private final long[] millis = new long[MAX_POINTS];
  private final long[] usedBytes = new long[MAX_POINTS];
  private int size;

  /** Takes what was used after a collection. */
  void add(long atMillis, long bytes) {
    if (size == MAX_POINTS) {
      thin();
    }
    millis[size] = atMillis;
    usedBytes[size] = bytes;
    size++;
  }

  private void thin() {
    size = 0;
    for (int i = 0; i < MAX_POINTS; i += 2) {
      millis[size] = millis[i];
      usedBytes[size] = usedBytes[i];
      size++;
    }
  }

  /**
   * What the points say.
   *
   * @param maxBytes how large the generation may become
   */
  TrendSnapshot read(String pool, long maxBytes) {
    Slope all = slope(0, size);
    long latest = size == 0 ? 0 : usedBytes[size - 1];
    boolean growing = isGrowing(all, maxBytes);
    return new TrendSnapshot(
        size < MIN_POINTS
            ? TrendSnapshot.State.UNKNOWN
            : growing ? TrendSnapshot.State.GROWING : TrendSnapshot.State.STEADY,
        pool,
        size,
        size == 0 ? 0 : millis[0],
        size == 0 ? 0 : millis[size - 1],
        latest,
        maxBytes,
        all.perSecond,
        all.low,
        all.high,
        growing ? Math.max(0, maxBytes - latest) / all.perSecond : Double.POSITIVE_INFINITY);
  }

  private boolean isGrowing(Slope all, long maxBytes) {
    if (size < MIN_POINTS || all.z < GROWING_Z || all.low <= 0) {
      return false;
    }
    double seconds = (millis[size - 1] - millis[0]) / 1e3;
    return all.perSecond * seconds > NOTEWORTHY_RATIO * maxBytes
        && slope(size / 2, size).perSecond > 0;
  }

  /** Bytes per second with their 95 % interval, and Kendall's z. */
  private record Slope(double perSecond, double low, double high, double z) {}

  private Slope slope(int from, int to) {
    int points = to - from;
    double[] slopes = new double[points * (points - 1) / 2];
    int count = 0;
    long score = 0;
    for (int later = from + 1; later < to; later++) {
      for (int earlier = from; earlier < later; earlier++) {
        long apartMillis = millis[later] - millis[earlier];
        if (apartMillis > 0) {
          slopes[count++] = (usedBytes[later] - usedBytes[earlier]) * 1e3 / apartMillis;
          score += Long.signum(usedBytes[later] - usedBytes[earlier]);
        }
      }
    }
    if (count == 0) {
      return new Slope(0, 0, 0, 0);
    }
    double[] sorted = Arrays.copyOf(slopes, count);
    Arrays.sort(sorted);
    double deviation = Math.sqrt(points * (points - 1.0) * (2.0 * points + 5) / 18);
    int low = (int) Math.floor((count - Z_95 * deviation) / 2);
    int high = (int) Math.ceil((count + Z_95 * deviation) / 2);
    return new Slope(
        (sorted[(count - 1) / 2] + sorted[count / 2]) / 2,
        sorted[Math.max(0, low)],
        sorted[Math.min(count - 1, high)],
        (score - Long.signum(score)) / deviation);
  }
}
