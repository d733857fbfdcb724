package io.sonde.agent.instrumentation.cache.caffeine;

import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.cache.CacheHandle;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Loads of asynchronous caches, by the futures that their functions returned, of which nothing is
 * asked but what the library itself asks: whether they are complete, and with what.
 *
 * <p>Once a future is complete, on whichever thread, the library replaces it in the cache by itself
 * if it has a value, and takes it out otherwise. It does so whether or not the cache still has it,
 * but from version 3.3 on only if the future was not complete when the function returned.
 *
 * <p>Concurrency: {@code open} is a concurrent table; whoever takes a load out of it counts it.
 */
final class AsyncLoads {

  /** Loads that are followed at a time. */
  static final int MAX_LOADS = 65_536;

  private final WeakIdentityTable<Load> open;

  AsyncLoads(ProbeContext context) {
    open = context.sideTable("caffeine_loads", MAX_LOADS);
  }

  /**
   * A load was begun, at a reading of the clock of which {@link CaffeineProbes#CLOCK} is kept. It
   * may be over.
   */
  void begins(CompletableFuture<?> future, CacheHandle cache, long startNanos) {
    if (future.isDone()) {
      boolean isSuccess = !future.isCompletedExceptionally() && future.getNow(null) != null;
      cache.addLoad(isSuccess, nanosSince(startNanos));
    } else {
      open.add(future, new Load(cache, startNanos));
    }
  }

  private static long nanosSince(long startNanos) {
    return (System.nanoTime() - startNanos) & CaffeineProbes.CLOCK;
  }

  private void ends(CompletableFuture<?> future, boolean isSuccess) {
    Load load = open.remove(future);
    if (load != null) {
      load.cache.addLoad(isSuccess, nanosSince(load.startNanos));
    }
  }

  /** A value takes the place of another one. */
  final class Replaced extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object old, @Nullable Object now) {
      if (old == now && now instanceof CompletableFuture<?> future) {
        ends(future, true);
      }
      return 0L;
    }
  }

  /** A value is taken out; by the application perhaps, while it is not complete. */
  final class Removed extends SondeProbe {
    @Override
    public long enter(@Nullable Object value, @Nullable Object first, @Nullable Object second) {
      if (value instanceof CompletableFuture<?> future
          && open.get(future) != null
          && future.isDone()) {
        ends(future, false);
      }
      return 0L;
    }
  }

  private record Load(CacheHandle cache, long startNanos) {}
}
