package io.sonde.exporters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class CellLayoutTest {
  private final CellLayout layout = CellLayout.ofNanos(Bounds.WAIT_NANOS);

  @Test
  void cells_acrossTheRange_areContiguousAndNarrow() {
    long expectedLowest = 0;
    for (int cell = 0; cell <= layout.cellOf(layout.highestValue); cell++) {
      long lowest = layout.lowestValueOf(cell);
      long highest = layout.highestValueOf(cell);
      assertThat(lowest).isEqualTo(expectedLowest);
      assertThat(layout.cellOf(lowest)).isEqualTo(cell);
      assertThat(layout.cellOf(highest)).isEqualTo(cell);
      assertThat(highest - lowest + 1).isLessThanOrEqualTo(Math.max(8, lowest / 128));
      expectedLowest = highest + 1;
    }
    assertThat(expectedLowest - 1).isEqualTo(layout.highestValue);
  }

  @Test
  void cells_ofRandomValues_areThoseOfHdrHistogram() {
    Histogram hdr = new Histogram(8, layout.highestValue, 2);
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong(layout.highestValue) >>> random.nextInt(40);
      int cell = layout.cellOf(value);
      assertThat(layout.lowestValueOf(cell)).isEqualTo(hdr.lowestEquivalentValue(value));
      assertThat(layout.highestValueOf(cell)).isEqualTo(hdr.highestEquivalentValue(value));
    }
  }

  @Test
  void range_withABoundAboveIt_growsToHoldTheBound() {
    long weekNanos = 7L * 24 * 3600 * 1_000_000_000L;
    assertThat(CellLayout.ofNanos(new long[] {weekNanos}).highestValue).isGreaterThan(weekNanos);
  }

  @Test
  void labels_ofBounds_arePlainDecimals() {
    assertThat(layout.boundLabels)
        .startsWith("0.0001", "0.00025", "0.0005", "0.001")
        .endsWith("1.0", "2.5", "5.0", "10.0");
  }

  @Test
  void bounds_belowZero_areRefused() {
    assertThatThrownBy(() -> CellLayout.ofNanos(new long[] {-1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
