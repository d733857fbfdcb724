package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeapTrendTest {

  private static final long MAX_BYTES = 1_000_000_000;
  private static final int SECOND = 1_000;

  private final HeapTrend trend = new HeapTrend();

  private TrendSnapshot read() {
    return trend.read("Old Gen", MAX_BYTES);
  }

  @Test
  void growth_withNoiseAndOutliers_hasTheTrueSlopeAndTimeLeft() {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      long noise = (long) (5_000_000 * random.nextGaussian());
      // every tenth collection finds a batch that is about to go
      long outlier = i % 10 == 3 ? 200_000_000 : 0;
      trend.add(i * SECOND * 10L, 100_000_000 + i * 5_000_000L + noise + outlier);
    }

    TrendSnapshot snapshot = read();

    assertThat(snapshot.state()).isEqualTo(TrendSnapshot.State.GROWING);
    assertThat(snapshot.bytesPerSecond()).isCloseTo(500_000, within(25_000.0));
    assertThat(snapshot.lowBytesPerSecond()).isBetween(400_000.0, 500_000.0);
    assertThat(snapshot.highBytesPerSecond()).isBetween(500_000.0, 600_000.0);
    assertThat(snapshot.secondsToExhaustion())
        .isCloseTo((MAX_BYTES - 395_000_000) / 500_000.0, within(100.0));
  }

  @Test
  void noise_withoutGrowth_isSteady() {
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      trend.add(i * SECOND, 500_000_000 + (long) (50_000_000 * random.nextGaussian()));
    }

    assertThat(read().state()).isEqualTo(TrendSnapshot.State.STEADY);
    assertThat(read().secondsToExhaustion()).isInfinite();
  }

  @Test
  void warmUp_thenFlat_isSteady() {
    for (int i = 0; i < 40; i++) {
      trend.add(i * SECOND, Math.min(20, i) * 10_000_000L + i % 3 * 1_000);
    }

    assertThat(read().state()).isEqualTo(TrendSnapshot.State.STEADY);
  }

  @Test
  void growth_tooSmallToMatter_isSteady() {
    for (int i = 0; i < 40; i++) {
      trend.add(i * SECOND, 500_000_000 + i * 10_000L);
    }

    assertThat(read().state()).isEqualTo(TrendSnapshot.State.STEADY);
  }

  @Test
  void fewPoints_sayNothing() {
    for (int i = 0; i < HeapTrend.MIN_POINTS - 1; i++) {
      trend.add(i * SECOND, i * 100_000_000L);
    }

    assertThat(read().state()).isEqualTo(TrendSnapshot.State.UNKNOWN);
  }

  @Test
  void manyPoints_areThinnedAndKeepTheirSpan() {
    for (int i = 0; i < 10_000; i++) {
      trend.add(i * SECOND, i * 10_000L);
    }

    assertThat(read().collections()).isBetween(HeapTrend.MAX_POINTS / 2, HeapTrend.MAX_POINTS);
    assertThat(read().fromMillis()).isZero();
    assertThat(read().toMillis()).isEqualTo(9_999_000);
    assertThat(read().bytesPerSecond()).isCloseTo(10_000, within(1.0));
  }
}
