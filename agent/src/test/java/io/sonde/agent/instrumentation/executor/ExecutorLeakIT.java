package io.sonde.agent.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.executor.LeakProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that never run leave nothing behind. */
final class ExecutorLeakIT {

  private static final long MOST_ENTRIES = 100;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void tasks_thatNeverRun_areCollectedAndForgotten(Jdk jdk) {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .jvm("-Xmx64m")
            .sonde()
            .classPath(HostClasses.path())
            .run(LeakProgram.class)) {
      jvm.awaitStdout(line -> line.equals("end of transcript"));
      Exposition metrics = Exposition.of(jvm.awaitSonde());

      assertThat(printed(jvm, "tasks")).isGreaterThanOrEqualTo(1_000_000);
      assertThat(printed(jvm, "watched")).isGreaterThanOrEqualTo(10_000);
      assertThat(printed(jvm, "left")).as("tasks that are still alive").isZero();
      assertThat(printed(jvm, "entries")).isLessThanOrEqualTo(MOST_ENTRIES);
      assertThat(metrics.sum("sonde_overflow_total")).isZero();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      assertThat(jvm.stderr()).doesNotContain("OutOfMemoryError");
    }
  }

  private static long printed(ForkedJvm jvm, String what) {
    String start = "{\"" + what + "\":";
    String line = jvm.awaitStdout(text -> text.startsWith(start));
    return Long.parseLong(line, start.length(), line.length() - 1, 10);
  }
}
