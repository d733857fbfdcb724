package io.sonde.agent.instrumentation.resilience;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.LibraryMethod;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The counters of the retries of one name: what Resilience4j's retries count by themselves, and
 * what is counted for Spring Retry.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code fresh}</td><td>concurrent</td><td>concurrent, application threads add</td><td>none
 * </td></tr>
 * <tr><td>{@code counted}</td><td>sum</td><td>atomic, application threads</td><td>none</td></tr>
 * <tr><td>all else</td><td>locked</td><td>locked, by threads of ours</td><td>the object's monitor
 * </td></tr>
 * </table>
 */
final class NamedRetry {

  static final int SUCCESSFUL = 0;
  static final int SUCCESSFUL_WITH_RETRY = 1;
  static final int FAILED = 2;
  static final int FAILED_WITH_RETRY = 3;

  private static final String METRICS_TYPE = "io.github.resilience4j.retry.Retry$Metrics";
  private static final String[] KINDS = {
    "successful_without_retry", "successful_with_retry", "failed_without_retry", "failed_with_retry"
  };

  /** Label sets of one name. */
  static final int SERIES = KINDS.length;

  private static final LibraryMethod METRICS =
      new LibraryMethod("io.github.resilience4j.retry.Retry", "getMetrics");
  private static final List<LibraryMethod> COUNTS =
      List.of(
          new LibraryMethod(METRICS_TYPE, "getNumberOfSuccessfulCallsWithoutRetryAttempt"),
          new LibraryMethod(METRICS_TYPE, "getNumberOfSuccessfulCallsWithRetryAttempt"),
          new LibraryMethod(METRICS_TYPE, "getNumberOfFailedCallsWithoutRetryAttempt"),
          new LibraryMethod(METRICS_TYPE, "getNumberOfFailedCallsWithRetryAttempt"));

  private final Queue<WeakReference<Object>> fresh = new ConcurrentLinkedQueue<>();
  private final List<Known> retries = new ArrayList<>();
  private final long[] sums = new long[KINDS.length];
  private final LongAdder[] counted = new LongAdder[KINDS.length];

  NamedRetry(String name, MeterRegistry registry) {
    for (int i = 0; i < KINDS.length; i++) {
      int kind = i;
      counted[i] = new LongAdder();
      FunctionCounter.builder("resilience4j.retry.calls", this, retry -> retry.sum(kind))
          .description("Calls through a retry, by how they ended and whether it tried again.")
          .tags("name", name, "kind", KINDS[i])
          .register(registry);
    }
  }

  /** Adds a retry; one that is added twice counts once. */
  void add(Object retry) {
    fresh.add(new WeakReference<>(retry));
  }

  /** Counts a call of which no retry of the library's keeps count. */
  void recordCall(int kind) {
    counted[kind].increment();
  }

  /** Reads what has been counted since the last time. */
  synchronized void refresh() {
    for (WeakReference<Object> added = fresh.poll(); added != null; added = fresh.poll()) {
      Object retry = added.get();
      if (retry != null && retries.stream().noneMatch(known -> known.reference.refersTo(retry))) {
        retries.add(new Known(added));
      }
    }
    for (Iterator<Known> all = retries.iterator(); all.hasNext(); ) {
      Known known = all.next();
      Object retry = known.reference.get();
      if (retry == null) {
        all.remove();
      } else {
        known.addTo(sums, METRICS.call(retry));
      }
    }
  }

  private synchronized double sum(int kind) {
    refresh();
    return sums[kind] + counted[kind].sum();
  }

  /** A retry, and how far it had counted when it was last read. */
  private static final class Known {

    final WeakReference<Object> reference;
    private final long[] read = new long[KINDS.length];

    Known(WeakReference<Object> reference) {
      this.reference = reference;
    }

    void addTo(long[] sums, @Nullable Object metrics) {
      for (int i = 0; i < read.length; i++) {
        if (COUNTS.get(i).call(metrics) instanceof Long now) {
          sums[i] += now - read[i];
          read[i] = now;
        }
      }
    }
  }
}
