package io.sonde.profiler;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the old generation, or the whole heap of a collector without generations, used after
 * its last collection.
 */
final class OldGenerationSource {

  private final @Nullable MemoryPoolMXBean pool = find();

  private static @Nullable MemoryPoolMXBean find() {
    MemoryPoolMXBean whole = null;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      String name = pool.getName().toLowerCase(Locale.ROOT);
      if (pool.getType() == MemoryType.HEAP) {
        if (name.contains("old") || name.contains("tenured")) {
          return pool;
        }
        whole = pool;
      }
    }
    return whole;
  }

  String name() {
    return pool == null ? "none" : pool.getName();
  }

  /** Bytes that were used after the last collection of the pool; 0 if there was none. */
  long usedAfterCollection() {
    MemoryUsage usage = pool == null ? null : pool.getCollectionUsage();
    return usage == null ? 0 : usage.getUsed();
  }

  long maxBytes() {
    long max = pool == null ? -1 : pool.getUsage().getMax();
    return max > 0 ? max : Runtime.getRuntime().maxMemory();
  }

  static long heapUsedBytes() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /**
   * When the last collection began that looked at young objects, on the clock of {@link
   * System#nanoTime()}, rounded down; {@link Long#MIN_VALUE} if there was none or it is not known.
   */
  static long lastCollectionNanos() {
    long latestMillis = -1;
    try {
      for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
        // Pauses and concurrent phases are parts of a cycle.
        boolean isWhole =
            !collector.getName().contains("Pauses") && !collector.getName().contains("Concurrent");
        if (isWhole
            && collector instanceof com.sun.management.GarbageCollectorMXBean platform
            && platform.getLastGcInfo() != null) {
          latestMillis = Math.max(latestMillis, platform.getLastGcInfo().getStartTime());
        }
      }
    } catch (LinkageError e) {
      // The runtime image has no module jdk.management.
      return Long.MIN_VALUE;
    }
    if (latestMillis < 0) {
      return Long.MIN_VALUE;
    }
    long agoMillis = ManagementFactory.getRuntimeMXBean().getUptime() - latestMillis + 2;
    return System.nanoTime() - agoMillis * 1_000_000;
  }
}
