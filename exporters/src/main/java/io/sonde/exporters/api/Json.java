package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.IntToDoubleFunction;

/** Shapes that several answers share. */
final class Json {
  private static final MathContext FIVE_DIGITS = new MathContext(5);

  private Json() {}

  /** A value for each step, five significant digits, null for none. */
  static void array(JsonWriter json, String name, int steps, IntToDoubleFunction value) {
    json.name(name).beginArray();
    for (int i = 0; i < steps; i++) {
      json.value(rounded(value.applyAsDouble(i)));
    }
    json.endArray();
  }

  private static double rounded(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    return new BigDecimal(value).round(FIVE_DIGITS).doubleValue();
  }

  static void labels(JsonWriter json, SeriesWindow window) {
    json.name("labels").beginObject();
    for (int i = 0; i < window.labels().names().size(); i++) {
      json.name(window.labels().names().get(i)).value(window.labels().values().get(i));
    }
    json.endObject();
  }
}
