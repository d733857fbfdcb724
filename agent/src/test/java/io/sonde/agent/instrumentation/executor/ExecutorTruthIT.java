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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waits and outcomes that Sonde reports, against those that the program measured itself. */
final class ExecutorTruthIT {

  /** Stated bound on a wait: 10 ms. */
  private static final double WAIT_ERROR_SECONDS = 0.010;

  private static final double BUCKET_SECONDS = 0.002;
  private static final int BUCKETS = 1_000;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void pools_fromTheFirstLineOfMain_reportTheProgramsOwnTruth(Jdk jdk) {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk).sonde("waitBounds=" + fineBounds()).classPath(HostClasses.path()).run(TruthProgram.class)) {
      jvm.awaitStdout(line -> line.equals("end of transcript"));
      Exposition metrics = Exposition.of(jvm.awaitSonde());

      assertWaits(jvm, metrics, "queue", 10);
      assertWaits(jvm, metrics, "schedule", 5);
      assertRuns(metrics);
      assertOutcomes(jvm, metrics);
      assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      assertThat(metrics.sum("sonde_overflow_total")).isZero();
    }
  }

  /** Each reported wait, known to two milliseconds by its bucket, is within the stated bound. */
  private static void assertWaits(ForkedJvm jvm, Exposition metrics, String pool, int count) {
    List<Double> own = new ArrayList<>();
    for (long nanos : printed(jvm, pool, "waitNanos")) {
      own.add(nanos / 1e9);
    }
    if (own.size() == count - 1) {
      // the task that kept the scheduled pool's thread busy was due at once
      own.add(0.0);
    }
    Collections.sort(own);
    List<Double> upperBounds = upperBounds(metrics, pool);
    assertThat(own).hasSize(count);
    assertThat(upperBounds).as("%s: waits, own %s", pool, own).hasSize(count);
    assertThat(metrics.value("executor_idle_seconds_count", "name", pool)).isEqualTo(count);
    for (int k = 0; k < count; k++) {
      double upper = upperBounds.get(k);
      assertThat(upper)
          .as("%s: wait %s, own %s, reported %s", pool, k, own, upperBounds)
          .isLessThanOrEqualTo(own.get(k) + WAIT_ERROR_SECONDS);
      assertThat(upper - BUCKET_SECONDS)
          .as("%s: wait %s, own %s, reported %s", pool, k, own, upperBounds)
          .isGreaterThanOrEqualTo(own.get(k) - WAIT_ERROR_SECONDS);
    }
  }

  /** The upper bound of the bucket of each wait, rising. */
  private static List<Double> upperBounds(Exposition metrics, String pool) {
    List<Exposition.Sample> buckets =
        new ArrayList<>(metrics.all("executor_idle_seconds_bucket", "name", pool));
    buckets.sort(Comparator.comparingDouble(ExecutorTruthIT::upperBound));
    List<Double> bounds = new ArrayList<>();
    for (Exposition.Sample bucket : buckets) {
      while (bounds.size() < bucket.value()) {
        bounds.add(upperBound(bucket));
      }
    }
    return bounds;
  }

  private static double upperBound(Exposition.Sample bucket) {
    String le = bucket.labels().getOrDefault("le", "");
    return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
  }

  /** Ten runs that end at 100, 200 … 1000 ms fill this second but for the time between them. */
  private static void assertRuns(Exposition metrics) {
    String[] runs = {"name", "queue", "outcome", "success"};
    assertThat(metrics.value("executor_seconds_count", runs)).isEqualTo(10);
    assertThat(metrics.value("executor_seconds_sum", runs)).isBetween(0.9, 1.1);
    assertThat(metrics.value("executor_completed_tasks_total", "name", "queue")).isEqualTo(10);
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
    for (int i = 1; i <= BUCKETS; i++) {
      int millis = 2 * i;
      bounds.append(i == 1 ? "" : "+").append(millis / 1_000).append('.');
      bounds.append(Integer.toString(1_000 + millis % 1_000), 1, 4);
    }
    return bounds.toString();
  }
}
