package io.sonde.agent.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.executor.TruthProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Waits and outcomes that Sonde reports, against those that the program measured itself.
 *
 * <p>The program brackets each wait by clock readings of its own, the shortest and the longest that
 * it can have been; Sonde's must lie between. A thread that the machine stops between two readings
 * makes the bracket wider, never the comparison wrong.
 */
final class ExecutorTruthIT {

  /** Of sums of seconds, each read with nanoseconds. */
  private static final double ROUNDING_SECONDS = 1e-6;

  /**
   * Waits that lie this little before or after 0, 100 … 900 ms are known to 4 ms by their bucket.
   */
  private static final int[] BOUNDS_AROUND_MILLIS = {-4, 0, 4, 8, 12, 16};

  private static final int STEPS = 10;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void pools_fromTheFirstLineOfMain_reportTheProgramsOwnTruth(Jdk jdk) {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde("waitBounds=" + fineBounds())
            .classPath(HostClasses.path())
            .run(TruthProgram.class)) {
      jvm.awaitStdout(line -> line.equals("end of transcript"));
      Exposition metrics = Exposition.of(jvm.awaitSonde());

      assertCounts(jvm, metrics);
      assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      assertThat(metrics.sum("sonde_overflow_total")).isZero();
      assertWaits(jvm, metrics, "first");
      assertWaits(jvm, metrics, "queue");
      assertWaits(jvm, metrics, "schedule");
      assertRuns(jvm, metrics, "first");
      assertRuns(jvm, metrics, "queue");
      for (String timer : List.of("late", "rate", "delay", "past")) {
        assertWaits(jvm, metrics, timer);
      }
      for (String timer : List.of("late", "rate", "delay")) {
        assertRuns(jvm, metrics, timer);
      }
    }
  }

  private static void assertCounts(ForkedJvm jvm, Exposition metrics) {
    Map<String, Integer> counts =
        Map.of(
            "first", 10, "queue", 10, "schedule", 4, "late", 4, "rate", 6, "delay", 6, "past", 7);
    for (String pool : counts.keySet()) {
      int count = printed(jvm, pool, "longestWaitNanos").size();
      assertThat(count).isEqualTo(counts.get(pool));
      assertThat(metrics.value("executor_idle_seconds_count", "name", pool)).isEqualTo(count);
      assertThat(metrics.value("executor_seconds_count", "name", pool, "outcome", "success"))
          .isEqualTo(count);
      assertThat(metrics.value("executor_completed_tasks_total", "name", pool)).isEqualTo(count);
    }
    assertOutcomes(jvm, metrics);
    assertOutcomesOfTimers(jvm, metrics);
  }

  /** One thread serves each pool in order: waits rise, and so do their brackets. */
  private static void assertWaits(ForkedJvm jvm, Exposition metrics, String pool) {
    List<Double> shortest = seconds(jvm, pool, "shortestWaitNanos");
    List<Double> longest = seconds(jvm, pool, "longestWaitNanos");
    List<Double> bounds = bounds(metrics, pool);
    List<Integer> reported = buckets(metrics, pool);
    double least = 0;
    double most = 0;
    for (int k = 0; k < longest.size(); k++) {
      least += shortest.get(k);
      most += longest.get(k);
      int bucket = reported.get(k);
      double lower = bucket == 0 ? 0 : bounds.get(bucket - 1);
      assertThat(lower).as("%s: wait %s", pool, k).isLessThanOrEqualTo(longest.get(k));
      assertThat(bounds.get(bucket))
          .as("%s: wait %s", pool, k)
          .isGreaterThanOrEqualTo(shortest.get(k));
    }
    assertThat(metrics.value("executor_idle_seconds_sum", "name", pool))
        .as("%s: all waits", pool)
        .isBetween(least - ROUNDING_SECONDS, most + ROUNDING_SECONDS);
  }

  /** The reported runs enclose the program's own, and one thread ran them one after the other. */
  private static void assertRuns(ForkedJvm jvm, Exposition metrics, String pool) {
    double own = 0;
    for (double seconds : seconds(jvm, pool, "runNanos")) {
      own += seconds;
    }
    double span = seconds(jvm, pool, "spanNanos").get(0);
    assertThat(metrics.value("executor_seconds_sum", "name", pool, "outcome", "success"))
        .as("%s: all runs", pool)
        .isBetween(own - ROUNDING_SECONDS, span + ROUNDING_SECONDS);
  }

  /** Durations that the program measured, rising. */
  private static List<Double> seconds(ForkedJvm jvm, String pool, String what) {
    List<Double> own = new ArrayList<>();
    for (long nanos : printed(jvm, pool, what)) {
      own.add(nanos / 1e9);
    }
    Collections.sort(own);
    return own;
  }

  /** The upper bounds of the histogram, rising. */
  private static List<Double> bounds(Exposition metrics, String pool) {
    List<Double> bounds = new ArrayList<>();
    for (Exposition.Sample bucket : sorted(metrics, pool)) {
      bounds.add(upperBound(bucket));
    }
    return bounds;
  }

  /** The bucket of each wait, rising. */
  private static List<Integer> buckets(Exposition metrics, String pool) {
    List<Integer> buckets = new ArrayList<>();
    List<Exposition.Sample> sorted = sorted(metrics, pool);
    for (int i = 0; i < sorted.size(); i++) {
      while (buckets.size() < sorted.get(i).value()) {
        buckets.add(i);
      }
    }
    return buckets;
  }

  private static List<Exposition.Sample> sorted(Exposition metrics, String pool) {
    List<Exposition.Sample> buckets =
        new ArrayList<>(metrics.all("executor_idle_seconds_bucket", "name", pool));
    buckets.sort(Comparator.comparingDouble(ExecutorTruthIT::upperBound));
    return buckets;
  }

  private static double upperBound(Exposition.Sample bucket) {
    String le = bucket.labels().getOrDefault("le", "");
    return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
  }

  private static void assertOutcomes(ForkedJvm jvm, Exposition metrics) {
    double runs = 0;
    for (String outcome : List.of("success", "error", "cancelled")) {
      List<Long> own = printed(jvm, "outcome", outcome);
      assertThat(own).hasSize(1);
      assertThat(own.get(0)).isPositive();
      assertThat(metrics.value("executor_seconds_count", "name", "outcome", "outcome", outcome))
          .as(outcome)
          .isEqualTo((double) own.get(0));
      runs += own.get(0);
    }
    assertThat(metrics.value("executor_completed_tasks_total", "name", "outcome")).isEqualTo(runs);
    assertThat(metrics.value("executor_idle_seconds_count", "name", "outcome")).isEqualTo(runs);
    assertThat(printed(jvm, "outcome", "removed")).containsExactly(3L);
    assertThat(printed(jvm, "outcome", "rejected")).containsExactly(9L);
    assertThat(metrics.value("executor_rejected_tasks_total", "name", "outcome")).isEqualTo(9);
  }

  /** Two timers of one name, ended by a task that throws and by one that cancels its timer. */
  private static void assertOutcomesOfTimers(ForkedJvm jvm, Exposition metrics) {
    assertThat(printed(jvm, "timed", "success")).containsExactly(5L);
    assertThat(printed(jvm, "timed", "cancelled")).containsExactly(4L);
    assertThat(printed(jvm, "timed", "mistakes")).containsExactly(4L);
    assertThat(printed(jvm, "timed", "refused")).containsExactly(3L);
    assertThat(metrics.value("executor_seconds_count", "name", "timed", "outcome", "success"))
        .isEqualTo(5);
    assertThat(metrics.value("executor_seconds_count", "name", "timed", "outcome", "error"))
        .isEqualTo(1);
    assertThat(metrics.value("executor_seconds_count", "name", "timed", "outcome", "cancelled"))
        .isZero();
    assertThat(metrics.value("executor_completed_tasks_total", "name", "timed")).isEqualTo(6);
    assertThat(metrics.value("executor_idle_seconds_count", "name", "timed")).isEqualTo(6);
    assertThat(metrics.value("executor_rejected_tasks_total", "name", "timed")).isEqualTo(3);
  }

  private static List<Long> printed(ForkedJvm jvm, String pool, String what) {
    String start = "{\"pool\":\"" + pool + "\",\"" + what + "\":";
    List<Long> values = new ArrayList<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith(start))
        .forEach(line -> values.add(Long.parseLong(line, start.length(), line.length() - 1, 10)));
    return values;
  }

  private static String fineBounds() {
    StringBuilder bounds = new StringBuilder();
    for (int step = 0; step < STEPS; step++) {
      for (int around : BOUNDS_AROUND_MILLIS) {
        int millis = 100 * step + around;
        if (millis > 0) {
          bounds.append(bounds.length() == 0 ? "" : "+").append(millis / 1e3);
        }
      }
    }
    return bounds.toString();
  }
}
