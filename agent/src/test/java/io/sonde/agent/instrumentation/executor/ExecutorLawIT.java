package io.sonde.agent.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.executor.LawProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thread pools behave exactly as without Sonde: two runs, one transcript. */
final class ExecutorLawIT {

  private static final String END = "end of transcript";

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void pools_withAndWithoutSonde_behaveTheSame(Jdk jdk) {
    String plain;
    try (ForkedJvm jvm = ForkedJvm.on(jdk).classPath(HostClasses.path()).run(LawProgram.class)) {
      jvm.awaitStdout(END::equals);
      plain = jvm.stdout();
    }
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk).sonde().classPath(HostClasses.path()).run(LawProgram.class)) {
      jvm.awaitStdout(END::equals);
      Exposition metrics = Exposition.of(jvm.awaitSonde());

      assertThat(jvm.stdout()).isEqualTo(plain);
      assertThat(metrics.sum("executor_completed_tasks_total")).isGreaterThan(50);
      assertThat(metrics.value("executor_completed_tasks_total", "name", "hooked")).isEqualTo(10);
      assertThat(metrics.value("executor_completed_tasks_total", "name", "law-timer")).isEqualTo(9);
      assertThat(metrics.value("sonde_instrumented_classes", "technology", "executor.timer"))
          .isEqualTo(2);
      assertThat(metrics.value("sonde_instrumented_classes", "technology", "executor"))
          .isGreaterThanOrEqualTo(4);
      assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      assertThat(metrics.sum("sonde_overflow_total")).isZero();
    }
  }
}
