package io.sonde.testapp.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ArrivalScheduleTest {

  @Test
  void offset_steadyRate_isEvenAfterWarmup() {
    ArrivalSchedule schedule = ArrivalSchedule.of(plan(Scenario.STEADY));

    assertThat(schedule.arrivals()).isEqualTo(200 + 1_000);
    assertThat(schedule.durationNanos()).isEqualTo(12_000_000_000L);
    assertThat(schedule.isWarmup(199)).isTrue();
    assertThat(schedule.isWarmup(200)).isFalse();
    for (long arrival = 0; arrival < schedule.arrivals(); arrival++) {
      assertThat(schedule.offsetNanos(arrival)).isEqualTo(arrival * 10_000_000);
    }
  }

  @Test
  void offset_spike_isFiveTimesDenserInTheMiddleFifth() {
    ArrivalSchedule schedule = ArrivalSchedule.of(plan(Scenario.SPIKE));

    assertThat(schedule.arrivals()).isEqualTo(200 + 400 + 1_000 + 400);
    assertThat(schedule.offsetNanos(600)).isEqualTo(6_000_000_000L);
    assertThat(schedule.offsetNanos(601)).isEqualTo(6_002_000_000L);
    assertThat(schedule.offsetNanos(1_600)).isEqualTo(8_000_000_000L);
    assertThat(schedule.offsetNanos(1_601)).isEqualTo(8_010_000_000L);
  }

  private static LoadPlan plan(Scenario scenario) {
    return new LoadPlan(
        URI.create("http://127.0.0.1:1"),
        scenario,
        100,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Mix.of("default"),
        1,
        8,
        Duration.ofSeconds(1));
  }
}
