package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import java.util.function.IntToDoubleFunction;

/** Shapes that several answers share. */
final class Json {
  private static final int DIGITS = 5;

  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private Json() {}

  /** A value for each step, five significant digits, null for none. */
  static void array(JsonWriter json, String name, int steps, IntToDoubleFunction value) {
    json.name(name).beginArray();
    for (int i = 0; i < steps; i++) {
      json.value(rounded(value.applyAsDouble(i)));
    }
    json.endArray();
  }

  /**
   * The nearest number of five digits; a whole number over or times a power of ten, so that it is
   * written with as many. Beyond the powers that are exact the value itself.
   */
  static double rounded(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    int places = DIGITS - 1 - (int) Math.floor(Math.log10(Math.abs(value)));
    if (Math.abs(places) >= POWERS.length) {
      return value;
    }
    double power = POWERS[Math.abs(places)];
    return places >= 0 ? Math.rint(value * power) / power : Math.rint(value / power) * power;
  }

  static void labels(JsonWriter json, SeriesWindow window) {
    json.name("labels").beginObject();
    for (int i = 0; i < window.labels().names().size(); i++) {
      json.name(window.labels().names().get(i)).value(window.labels().values().get(i));
    }
    json.endObject();
  }
}
