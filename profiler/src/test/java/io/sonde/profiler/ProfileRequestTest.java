package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileRequestTest {

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 301, Integer.MAX_VALUE})
  void seconds_outOfRange_messageNamesParameterValueAndRange(int seconds) {
    assertThatThrownBy(() -> new ProfileRequest(Event.CPU, seconds, Format.HTML))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seconds is " + seconds + ", allowed are 1 to 300");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 300})
  void seconds_atTheEdge_accepted(int seconds) {
    assertThat(new ProfileRequest(Event.ALLOC, seconds, Format.COLLAPSED).seconds())
        .isEqualTo(seconds);
  }

  @Test
  void parse_labelsInAnyCase_readBack() {
    assertThat(ProfileRequest.parse("Alloc", "30", "HTML"))
        .isEqualTo(new ProfileRequest(Event.ALLOC, 30, Format.HTML));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heap|5|html|event is 'heap', allowed are cpu, alloc, lock, wall, live",
        "cpu,file=/etc/passwd|5|html|event is 'cpu?file??etc?passwd', allowed are cpu, alloc,"
            + " lock, wall, live",
        "cpu|5|<script>|format is '?script?', allowed are html, collapsed, jfr, pprof,"
            + " heatmap, hotspots, report",
        "cpu|5s|html|seconds is '5s', allowed are 1 to 300",
        "cpu|99999999999|html|seconds is '99999999999', allowed are 1 to 300",
        "cpu|0|html|seconds is 0, allowed are 1 to 300",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|5|html"
            + "|event is 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...', allowed are cpu, alloc, lock, wall,"
            + " live"
      })
  void parse_unknownText_messageQuotesItHarmlessly(
      String event, String seconds, String format, String message) {
    assertThatThrownBy(() -> ProfileRequest.parse(event, seconds, format))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
