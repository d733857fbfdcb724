package io.sonde.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.config.Options;
import io.sonde.agent.config.Settings;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class OptionChangeTest {

  private static Settings settings(String arguments) {
    return Settings.read(arguments, Map.of(), new Properties());
  }

  private static OptionChange change(String running, String asked) {
    return OptionChange.of(settings(running), settings(asked));
  }

  @Test
  void listening_thatDiffers_changesNow() {
    OptionChange change =
        change("port=1234,disable=jdbc", "port=0,allowedHosts=shop,token=0123456789abcdef");
    assertThat(change.now())
        .containsExactlyInAnyOrder(Options.PORT, Options.ALLOWED_HOSTS, Options.TOKEN);
    assertThat(change.later()).isEmpty();
    assertThat(change.isOfListening()).isTrue();
    assertThat(change.settings().number(Options.PORT)).isZero();
    assertThat(change.settings().list(Options.DISABLE)).containsExactly("jdbc");
  }

  @Test
  void sameValue_changesNothing() {
    OptionChange change = change("port=1234,debug=true", "port=1234,debug=true,maxSeries=1000");
    assertThat(change.now()).isEmpty();
    assertThat(change.later()).isEmpty();
    assertThat(change.isOfListening()).isFalse();
  }

  @Test
  void optionOfTheStart_isLeftForLater() {
    OptionChange change = change("", "disable=jdbc,maxSeries=50,debug=true");
    assertThat(change.now()).containsExactly(Options.DEBUG);
    assertThat(change.later()).containsExactlyInAnyOrder(Options.DISABLE, Options.MAX_SERIES);
    assertThat(change.settings().list(Options.DISABLE)).isEmpty();
    assertThat(change.settings().number(Options.MAX_SERIES)).isEqualTo(1000);
    assertThat(change.isOfListening()).isFalse();
  }

  @Test
  void continuousProfiler_canBeginButNotEnd() {
    assertThat(change("profiler.continuous=false", "profiler.continuous=true").now())
        .containsExactly(Options.PROFILER_CONTINUOUS);
    assertThat(change("profiler.continuous=true", "profiler.continuous=false").later())
        .containsExactly(Options.PROFILER_CONTINUOUS);
  }

  @Test
  void whatBelongsToTheAttachItself_isNoChange() {
    OptionChange change = change("", "quiet=true,reply=/tmp/reply,command=again");
    assertThat(change.now()).isEmpty();
    assertThat(change.later()).isEmpty();
  }
}
