package io.sonde.exporters.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonTest {

  @Test
  void rounded_ofAnyMagnitude_isWrittenWithFiveDigits() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(30) - 12);
      double exact = new BigDecimal(value).round(new MathContext(5)).doubleValue();
      double rounded = Json.rounded(value);
      // a tie may be broken by the multiplication
      assertThat(Math.abs(rounded - exact)).isLessThanOrEqualTo(Math.abs(exact) * 1.1e-5);
      assertThat(new BigDecimal(Double.toString(rounded)).stripTrailingZeros().precision())
          .as("%s of %s", rounded, value)
          .isLessThanOrEqualTo(5);
    }
  }

  @Test
  void rounded_ofNothingAndEverything_isItself() {
    assertThat(Json.rounded(0)).isZero();
    assertThat(Json.rounded(Double.NaN)).isNaN();
    assertThat(Json.rounded(Double.POSITIVE_INFINITY)).isInfinite();
    assertThat(Json.rounded(99_999.6)).isEqualTo(100_000);
    assertThat(Json.rounded(Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
    assertThat(Json.rounded(123_456_789)).isEqualTo(123_460_000);
  }
}
