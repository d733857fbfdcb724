package io.sonde.agent.requests;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request's thread computes between its calls. A reading costs a system call, so it is read
 * for at most one request per 20 ms of a thread and per 50 ms of a route. Which one is chosen by
 * when it begins, so long requests are not preferred.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code clock}</td><td>volatile</td><td>volatile, once</td><td>none</td></tr>
 * </table>
 */
final class OwnCpu {

  static final long PLATFORM = 1;
  static final long VIRTUAL = 2;

  private static final long SAMPLE_EVERY_NANOS = 20_000_000;

  /** Readings in one request; with more calls than that it is given up. */
  private static final int MAX_READINGS = 128;

  private static final @Nullable Class<?> VIRTUAL_THREAD = virtualThread();

  private volatile @Nullable LongSupplier clock;

  void readBy(LongSupplier threadCpuNanos) {
    clock = threadCpuNanos;
  }

  private static @Nullable Class<?> virtualThread() {
    try {
      return Class.forName("java.lang.BaseVirtualThread", false, null);
    } catch (ClassNotFoundException olderJdk) {
      return null;
    }
  }

  /** Whether the current thread is one of the JVM's own kind, that samples of it are of itself. */
  static boolean isPlatform(long[] state) {
    long kind = state[Places.THREAD_KIND];
    if (kind == 0) {
      kind =
          VIRTUAL_THREAD != null && VIRTUAL_THREAD.isInstance(Thread.currentThread())
              ? VIRTUAL
              : PLATFORM;
      state[Places.THREAD_KIND] = kind;
    }
    return kind == PLATFORM;
  }

  /** A request begins. */
  void begins(long[] state, RouteLedger route, long nowNanos) {
    long last = state[Places.LAST_SAMPLE];
    LongSupplier reader = clock;
    if ((last == 0 || nowNanos - last >= SAMPLE_EVERY_NANOS)
        && reader != null
        && isPlatform(state)
        && route.wantsCpu(nowNanos)) {
      state[Places.LAST_SAMPLE] = nowNanos;
      mark(state, reader);
    }
  }

  /** The thread leaves its own work for a call. */
  void pauses(long[] state) {
    LongSupplier reader = clock;
    long mark = state[Places.CPU_MARK];
    if (reader == null || mark == 0) {
      return;
    }
    if (++state[Places.CPU_READINGS] > MAX_READINGS) {
      state[Places.CPU_MARK] = 0;
      state[Places.CPU_NANOS] = -1;
      return;
    }
    long now = reader.getAsLong();
    if (now > 0) {
      state[Places.CPU_NANOS] += now - mark;
    }
  }

  /** The thread comes back from a call. */
  void resumes(long[] state) {
    LongSupplier reader = clock;
    if (reader != null && state[Places.CPU_MARK] != 0) {
      mark(state, reader);
    }
  }

  /** The request ends; returns what its thread computed by itself, -1 if that was not read. */
  long ends(long[] state) {
    if (state[Places.CPU_MARK] == 0) {
      return -1;
    }
    state[Places.CPU_READINGS] = 0;
    pauses(state);
    state[Places.CPU_MARK] = 0;
    return state[Places.CPU_NANOS];
  }

  private static void mark(long[] state, LongSupplier reader) {
    // not positive where the host has switched the clock off
    state[Places.CPU_MARK] = Math.max(0, reader.getAsLong());
  }
}
