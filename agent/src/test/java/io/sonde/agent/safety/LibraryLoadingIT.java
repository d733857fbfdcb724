package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The host and Sonde's threads do not wait for each other where a native library is loaded. */
final class LibraryLoadingIT {

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void library_thatNeedsTheJdksClasses_isLoadedAndSondeStarts(Jdk jdk) {
    Outcome outcome =
        HostRun.on(jdk)
            .with(HostRun.agent())
            .main(LibraryLoading.class)
            .endAfterSondeLine(
                sonde ->
                    assertThat(
                            Exposition.fresh(HostRun.address(sonde))
                                .sum("sonde_suppressed_errors_total"))
                        .isZero());
    assertThat(outcome.exitCode()).isZero();
    assertThat(new String(outcome.stdout(), StandardCharsets.UTF_8).lines())
        .contains("asked true", "loaded");
    assertThat(outcome.stderr()).contains(" on http://127.0.0.1:");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void library_whosePropertyIsSet_isLoadedBeforeMain(Jdk jdk) {
    Outcome outcome =
        HostRun.on(jdk)
            .with(HostRun.agent(), "-Djava.net.preferIPv4Stack=false")
            .main(LibraryLoading.class)
            .endAfterSondeLine();
    assertThat(outcome.exitCode()).isZero();
    assertThat(new String(outcome.stdout(), StandardCharsets.UTF_8).lines())
        .contains("asked false", "loaded");
    assertThat(outcome.stderr()).contains(" on http://127.0.0.1:");
  }
}
