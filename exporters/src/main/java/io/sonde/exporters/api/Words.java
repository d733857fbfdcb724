package io.sonde.exporters.api;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as people read them: three significant digits and a unit. */
final class Words {
  private Words() {}

  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "an unknown number of";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return grouped((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return rounded.scale() < 0 ? grouped(rounded.longValue()) : rounded.toPlainString();
  }

  /** Digits with a comma before each three. */
  private static String grouped(long value) {
    StringBuilder digits = new StringBuilder().append(value);
    int first = value < 0 ? 1 : 0;
    for (int at = digits.length() - 3; at > first; at -= 3) {
      digits.insert(at, ',');
    }
    return digits.toString();
  }

  static String seconds(double seconds) {
    if (Double.isNaN(seconds)) {
      return "an unknown time";
    }
    if (seconds < 1e-3) {
      return number(seconds * 1e6) + " µs";
    }
    return seconds < 1 ? number(seconds * 1e3) + " ms" : number(seconds) + " s";
  }

  static String percent(double ratio) {
    return number(ratio * 100) + " %";
  }
}
