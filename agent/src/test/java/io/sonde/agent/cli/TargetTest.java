package io.sonde.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TargetTest {

  static JvmProcess process(long pid, String main, String... options) {
    return new JvmProcess(
        pid,
        pid,
        1000,
        "ada",
        main,
        "21.0.2+13",
        List.of(options),
        false,
        new ProcFiles(Path.of("no-such-folder")));
  }

  private static final JvmProcess SHOP = process(1, "com.acme.Shop");
  private static final JvmProcess WORKSHOP = process(2, "com.acme.WorkShop");
  private static final JvmProcess JAR = process(3, "/opt/acme/store.jar");
  private static final List<JvmProcess> ALL = List.of(SHOP, WORKSHOP, JAR);

  @Test
  void name_thatIsExact_winsOverPartsOfOthers() {
    assertThat(Target.match("Shop", ALL)).isSameAs(SHOP);
    assertThat(Target.match("com.acme.Shop", ALL)).isSameAs(SHOP);
    assertThat(Target.match("store.jar", ALL)).isSameAs(JAR);
    assertThat(Target.match("store", ALL)).isSameAs(JAR);
  }

  @Test
  void name_thatIsPartOfOne_isEnough() {
    assertThat(Target.match("works", ALL)).isSameAs(WORKSHOP);
    assertThat(Target.match("/opt", ALL)).isSameAs(JAR);
  }

  @Test
  void name_ofTwo_isRefusedWithTheseTwo() {
    assertThatThrownBy(() -> Target.match("shop", ALL))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(1);
              assertThat(e.help()).containsExactly("1  com.acme.Shop", "2  com.acme.WorkShop");
            });
  }

  @Test
  void name_ofNone_isRefusedWithAll() {
    assertThatThrownBy(() -> Target.match("bank", ALL))
        .isInstanceOfSatisfying(CliException.class, e -> assertThat(e.help()).hasSize(3))
        .hasMessageContaining("bank");
  }

  @Test
  void option_thatIsRepeated_lastCounts() {
    JvmProcess process =
        process(
            1, "A", "-XX:+DisableAttachMechanism", "-XX:-DisableAttachMechanism", "-Da=1", "-Da=2");
    assertThat(process.isOn("DisableAttachMechanism", true)).isFalse();
    assertThat(process.isOn("Other", true)).isTrue();
    assertThat(process.property("a")).isEqualTo("2");
    assertThat(process.property("b")).isNull();
  }

  @Test
  void feature_isFirstNumber_orSecondBefore9() {
    assertThat(SHOP.feature()).isEqualTo(21);
    JvmProcess old =
        new JvmProcess(
            1, 1, 0, "", "", "1.8.0_392", List.of(), false, new ProcFiles(Path.of("none")));
    assertThat(old.feature()).isEqualTo(8);
  }
}
