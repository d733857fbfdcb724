package io.sonde.exporters.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "0, '0'",
    "7, '7'",
    "999, '999'",
    "1000, '1,000'",
    "-1000, '-1,000'",
    "-100, '-100'",
    "1234567, '1,234,567'",
    "1234567.5, '1,230,000'",
    "12.345, '12.3'",
    "0.00012345, '0.000123'",
    "NaN, 'an unknown number of'"
  })
  void number_hasThreeDigitsOrIsWhole(double value, String words) {
    assertThat(Words.number(value)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"0.0000005, '0.5 µs'", "0.0123, '12.3 ms'", "2, '2 s'", "1234, '1,234 s'"})
  void seconds_haveTheUnitThatFits(double seconds, String words) {
    assertThat(Words.seconds(seconds)).isEqualTo(words);
  }
}
