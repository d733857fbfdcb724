package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FlameConverterTest {

  private static final int INTERVAL = 524_288;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java/lang/Object.<init>",
        "std::vector<int>::push_back",
        "operator<<",
        "a b",
        "é"
      })
  void safe_ordinaryNames_areUntouched(String name) {
    assertThat(FlameConverter.safe(name)).isEqualTo(name);
  }

  @Test
  void safe_namesThatEndAFrameALineOrTheScript_areDefused() {
    assertThat(FlameConverter.safe("a;b\nc")).isEqualTo("a_b_c");
    assertThat(FlameConverter.safe("x</script>.<!--y")).isEqualTo("x_/script>._!--y");
    assertThat(FlameConverter.safe("u\u2028v\u007f")).isEqualTo("u_v_");
  }

  @Test
  void weight_smallObject_isTheInterval() {
    assertThat(FlameConverter.weightBytes(16, INTERVAL)).isBetween(INTERVAL + 0L, INTERVAL + 8L);
    assertThat(FlameConverter.weightBytes(0, INTERVAL)).isEqualTo(INTERVAL);
  }

  @Test
  void weight_hugeObject_isItsSize() {
    assertThat(FlameConverter.weightBytes(100L << 20, INTERVAL)).isEqualTo(100L << 20);
  }

  /** Plays the sampler of the JVM: geometric distances, at most one sample per object. */
  @ParameterizedTest
  @ValueSource(ints = {1_024, 100_000, 524_288, 2_000_000})
  void weight_sampledAllocations_sumToTheAllocatedBytes(int sizeBytes) {
    SplittableRandom random = new SplittableRandom(17);
    long allocatedBytes = 0;
    long estimatedBytes = 0;
    double untilSample = next(random);
    for (int samples = 0; samples < 40_000; ) {
      allocatedBytes += sizeBytes;
      if (untilSample <= sizeBytes) {
        samples++;
        estimatedBytes += FlameConverter.weightBytes(sizeBytes, INTERVAL);
        untilSample = next(random);
      } else {
        untilSample -= sizeBytes;
      }
    }
    // Four standard errors: 4 / sqrt(40,000).
    assertThat((double) estimatedBytes / allocatedBytes).isCloseTo(1, within(0.02));
  }

  private static double next(SplittableRandom random) {
    return -Math.log(1 - random.nextDouble()) * INTERVAL;
  }
}
