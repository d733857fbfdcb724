package io.sonde.agent.instrumentation.executor.timer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With two clocks that the test sets. */
final class WallClockTest {

  private static final long START_MILLIS = 1_800_000_000_000L;

  private long wallMillis = START_MILLIS;
  private long nanos = -5_000_000_000L;
  private long nanosPerReading;

  private final WallClock clock = new WallClock(() -> wallMillis, this::readNanos);

  private long readNanos() {
    nanos += nanosPerReading;
    return nanos;
  }

  private void pass(long millis) {
    wallMillis += millis;
    nanos += millis * 1_000_000;
  }

  @Test
  void clock_thatGoesOn_wasNeverSet() {
    assertThat(clock.millis()).isEqualTo(START_MILLIS);
    pass(3_600_000);
    assertThat(clock.millis()).isEqualTo(START_MILLIS + 3_600_000);
    assertThat(clock.wasSetSince(0)).isFalse();
  }

  @Test
  void clock_setForward_wasSetAfterAllThatItShowedBefore() {
    clock.look();
    pass(10);
    wallMillis += 1_000;
    assertThat(clock.millis()).isEqualTo(START_MILLIS + 1_010);
    assertThat(clock.wasSetSince(START_MILLIS + 1_009)).isTrue();
    assertThat(clock.wasSetSince(START_MILLIS + 1_010)).isFalse();
    pass(5_000);
    assertThat(clock.millis()).isEqualTo(START_MILLIS + 6_010);
    assertThat(clock.wasSetSince(START_MILLIS + 1_010)).isFalse();
  }

  @Test
  void clock_setBack_showsWhatLiesAfter() {
    clock.look();
    wallMillis -= 60_000;
    clock.look();
    assertThat(clock.wasSetSince(START_MILLIS - 60_001)).isTrue();
    assertThat(clock.wasSetSince(START_MILLIS - 60_000)).isFalse();
  }

  @Test
  void clock_correctedSlowly_wasNotSet() {
    for (int second = 0; second < 10_000; second++) {
      pass(1_000);
      wallMillis += 1;
      clock.look();
      assertThat(clock.millis()).isEqualTo(wallMillis);
    }
    assertThat(clock.wasSetSince(0)).isFalse();
  }

  @Test
  void thread_stoppedBetweenTwoReadings_provesNothing() {
    clock.look();
    nanosPerReading = 2_000_000_000L;
    clock.look();
    assertThat(clock.millis()).isEqualTo(START_MILLIS);
    assertThat(clock.wasSetSince(0)).isFalse();
  }
}
