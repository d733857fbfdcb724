package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Jdk;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host whose {@code main} chooses a log manager or an MBean server gets its choice. */
final class LateSettingsIT {

  private static final List<String> CHOSEN =
      List.of(LateSettings.OwnLogManager.class.getName(), "DefaultDomain", "1");

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private static void assertChosen(Outcome outcome) {
    assertThat(new String(outcome.stdout(), StandardCharsets.UTF_8).lines())
        .filteredOn(line -> !line.equals(EndOfInput.WAITING))
        .containsExactlyElementsOf(CHOSEN);
    assertThat(outcome.stderr()).contains("through the host's log manager");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void main_choosingAtOnce_wins(Jdk jdk) {
    assertChosen(HostRun.on(jdk).main(LateSettings.class, "now").end());
    assertChosen(
        HostRun.on(jdk).with(HostRun.agent()).main(LateSettings.class, "now").endAfterSondeLine());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void main_choosingAfterSondeIsUp_wins(Jdk jdk) {
    assertChosen(
        HostRun.on(jdk).with(HostRun.agent()).main(LateSettings.class, "late").endAfterSondeLine());
  }
}
