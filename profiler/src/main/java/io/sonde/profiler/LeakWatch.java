package io.sonde.profiler;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches the old generation all the time: once a second it looks whether a collection has left
 * another size, which costs microseconds. While the {@link HeapTrend} grows and the heap is small
 * enough for a short pause, it takes a class histogram now and then, unless told not to.
 *
 * <p>All fields that change are guarded by this.
 */
final class LeakWatch implements Runnable {

  private static final long LOOK_MILLIS = 1_000;
  private static final long HISTOGRAM_MILLIS = 300_000;
  private static final int MAX_HISTOGRAMS = 6;

  /** A histogram of it stops all threads for about 0.15 s. */
  private static final long MAX_UNASKED_HEAP_BYTES = 1L << 30;

  private final PackageOpener opener;
  private final boolean takesHistograms;
  private final OldGenerationSource source = new OldGenerationSource();
  private final HeapTrend trend = new HeapTrend();
  private final ClassHistory histograms = new ClassHistory(MAX_HISTOGRAMS);
  private final CountDownLatch stop = new CountDownLatch(1);
  private long lastUsedBytes;
  private long lastHistogramMillis;

  LeakWatch(PackageOpener opener, boolean takesHistograms) {
    this.opener = opener;
    this.takesHistograms = takesHistograms;
  }

  @Override
  public void run() {
    try {
      while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        look(System.currentTimeMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(long nowMillis) {
    if (addPoint(nowMillis) && isDue(nowMillis)) {
      try {
        String histogram = ClassHistory.take(opener, false);
        synchronized (this) {
          histograms.add(nowMillis, histogram);
        }
      } catch (ProfilerException e) {
        // An inquiry will say why there are none.
        return;
      }
    }
  }

  private synchronized boolean addPoint(long nowMillis) {
    long usedBytes = source.usedAfterCollection();
    if (usedBytes == 0 || usedBytes == lastUsedBytes) {
      return false;
    }
    lastUsedBytes = usedBytes;
    trend.add(nowMillis, usedBytes);
    return true;
  }

  private synchronized boolean isDue(long nowMillis) {
    if (trend().state() != TrendSnapshot.State.GROWING) {
      histograms.clear();
      return false;
    }
    if (!takesHistograms
        || nowMillis - lastHistogramMillis < HISTOGRAM_MILLIS
        || OldGenerationSource.heapUsedBytes() > MAX_UNASKED_HEAP_BYTES) {
      return false;
    }
    lastHistogramMillis = nowMillis;
    return true;
  }

  synchronized TrendSnapshot trend() {
    return trend.read(source.name(), source.maxBytes());
  }

  /** What the class histograms say that were taken while the heap grew. */
  synchronized ClassTrend classes() {
    return histograms.trend();
  }

  /** Ends the thread. */
  void close() {
    stop.countDown();
  }
}
