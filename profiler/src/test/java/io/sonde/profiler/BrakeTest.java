package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BrakeTest {

  private static final long MINUTE = 60_000_000_000L;

  private final Brake brake = new Brake();

  private void judge(double ratio) {
    brake.judge(0, Math.round(ratio * MINUTE), 0, MINUTE);
  }

  @Test
  void judge_firstSlice_isForgiven() {
    judge(0.5);

    assertThat(brake.isStopped()).isFalse();
    assertThat(brake.factor()).isEqualTo(1);
  }

  @Test
  void judge_overOnePercent_halvesAndRecoversWhenCalm() {
    judge(0);
    judge(0.011);
    judge(0.011);
    assertThat(brake.factor()).isEqualTo(4);

    for (int i = 0; i < 5; i++) {
      judge(0.001);
    }
    assertThat(brake.factor()).isEqualTo(2);
    assertThat(brake.isStopped()).isFalse();
  }

  @Test
  void judge_overThreePercent_stops() {
    judge(0);
    judge(0.031);

    assertThat(brake.isStopped()).isTrue();
  }

  @Test
  void judge_busyProcess_costIsAShareOfItsCpuTime() {
    judge(0);
    brake.judge(0, MINUTE / 50, 8 * MINUTE, MINUTE);

    assertThat(brake.costRatio()).isEqualTo(0.0025);
    assertThat(brake.factor()).isEqualTo(1);
  }

  @Test
  void judge_manySamples_countAsStackWalks() {
    judge(0);
    brake.judge(20_000 * Brake.walkNanos(Event.CPU), 0, 0, MINUTE);

    assertThat(brake.costRatio()).isEqualTo(0.02);
    assertThat(brake.factor()).isEqualTo(2);
  }

  @Test
  void judge_shortSlices_waitsUntilThereIsEnough() {
    judge(0);
    for (int i = 0; i < 29; i++) {
      brake.judge(0, 500_000_000, 0, 1_000_000_000);
    }
    assertThat(brake.isStopped()).isFalse();

    brake.judge(0, 500_000_000, 0, 1_000_000_000);
    assertThat(brake.isStopped()).isTrue();
  }

  @Test
  void judge_allocations_areDearerThanCpuSamples() {
    judge(0);
    brake.judge(4_800 * Brake.walkNanos(Event.ALLOC), 0, 0, MINUTE);

    assertThat(brake.costRatio()).isEqualTo(0.01);
  }

  @Test
  void allocInterval_ofARate_givesAtMostTheSamplesThatAreWanted() {
    assertThat(ContinuousProfiler.allocInterval(0, 15)).isEqualTo(512 * 1024);
    assertThat(ContinuousProfiler.allocInterval(1.5e9, 15)).isEqualTo(100_000_000);
    assertThat(ContinuousProfiler.allocInterval(1e15, 15)).isEqualTo(1L << 30);
  }
}
