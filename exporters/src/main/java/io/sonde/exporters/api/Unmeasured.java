package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;

/**
 * What was not measured for a part of the time that an answer is about, because it would have cost
 * too much: the answer's numbers of it are too low by that part.
 */
final class Unmeasured {
  private static final String SWITCHED_OFF = "sonde_switched_off";

  private Unmeasured() {}

  /** A member of an object: each technology with the share of the time in which it was off. */
  static void write(Reading reading, JsonWriter json) {
    json.name("unmeasured").beginArray();
    for (SeriesWindow window : reading.all(SWITCHED_OFF)) {
      double[] means = new double[window.steps()];
      for (int i = 0; i < means.length; i++) {
        means[i] = window.mean(i);
      }
      double ratio = Reading.mean(means);
      if (ratio > 0) {
        json.beginObject().name("technology").value(window.label("technology"));
        json.name("ratio").value(ratio).endObject();
      }
    }
    json.endArray();
  }
}
