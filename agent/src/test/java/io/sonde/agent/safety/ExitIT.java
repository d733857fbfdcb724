package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Jdk;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host under Sonde ends when and as it would without it. */
final class ExitIT {

  /** What an exit may take at most, JVM start included; catches an exit that waits for us. */
  private static final long MAX_SECONDS = 20;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private static HostRun host(Jdk jdk, String end, String... options) {
    return HostRun.on(jdk).with(options).main(Greeter.class, end);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void main_returning_endsTheJvmWithZero(Jdk jdk) {
    long start = System.nanoTime();
    Outcome atOnce = host(jdk, "return", HostRun.agent()).end();
    Outcome later = host(jdk, "return", HostRun.agent()).endAfterSondeLine();
    long elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    Outcome plain = host(jdk, "return").end();
    atOnce.assertSameHostAs(plain);
    later.assertSameHostAs(plain);
    assertThat(plain.exitCode()).isZero();
    assertThat(elapsedSeconds).isLessThan(MAX_SECONDS);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void exit_called_codeIsTheHosts(Jdk jdk) {
    Outcome plain = host(jdk, "3").end();
    assertThat(plain.exitCode()).isEqualTo(3);
    host(jdk, "3", HostRun.agent()).end().assertSameHostAs(plain);
    host(jdk, "3", HostRun.agent()).endAfterSondeLine().assertSameHostAs(plain);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void main_throwing_codeIsOneAndTheTraceIsTheHosts(Jdk jdk) {
    Outcome plain = host(jdk, "throw").end();
    assertThat(plain.exitCode()).isEqualTo(1);
    assertThat(plain.stderr()).contains("thrown by main");
    host(jdk, "throw", HostRun.agent()).end().assertSameHostAs(plain);
    host(jdk, "throw", HostRun.agent()).endAfterSondeLine().assertSameHostAs(plain);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void terminated_codeIsTheSame(Jdk jdk) {
    Outcome plain = HostRun.on(jdk).main(Sleeper.class).terminate(false);
    long start = System.nanoTime();
    Outcome agent = HostRun.on(jdk).with(HostRun.agent()).main(Sleeper.class).terminate(true);
    long elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    agent.assertSameHostAs(plain);
    assertThat(elapsedSeconds).isLessThan(MAX_SECONDS);
    // in the middle of Sonde's start
    HostRun.on(jdk)
        .with(HostRun.agent())
        .main(Sleeper.class)
        .terminate(false)
        .assertSameHostAs(plain);
  }
}
