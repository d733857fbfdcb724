package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;
import java.util.List;

/**
 * A number from 0 to 100 for how the whole does, and its arithmetic: 100 less what errors, slow
 * requests, waiting and garbage collection cost. Each costs points in proportion to a ratio, all of
 * them at a ratio that nobody would call tolerable.
 */
final class Score {
  private static final double SLOW_SECONDS = 1;

  private Score() {}

  private record Part(String name, double ratio, double worstRatio, double mostPoints) {
    double lost() {
      return Math.min(1, ratio / worstRatio) * mostPoints;
    }

    String arithmetic() {
      return Words.percent(ratio)
          + " of a tolerable "
          + Words.percent(worstRatio)
          + " × "
          + Words.number(mostPoints)
          + " = "
          + Words.number(Math.rint(lost() * 10) / 10);
    }
  }

  static void write(Reading reading, JsonWriter json) {
    CallGroup requests = reading.everything(Metrics.SERVER);
    double count = Math.max(1, requests.count());
    double served = requests.totalSeconds();
    double waited = reading.everything(Metrics.POOL_WAIT).totalSeconds();
    double gc =
        reading.everything(Metrics.GC_PAUSE).totalSeconds() / reading.range().totalSeconds();
    List<Part> parts =
        List.of(
            new Part("requests in error", requests.errors() / count, 0.10, 40),
            new Part("requests over 1 s", requests.countAbove(SLOW_SECONDS) / count, 0.20, 30),
            new Part(
                "request time waiting for a connection",
                served > 0 ? Math.min(1, waited / served) : 0,
                0.50,
                20),
            new Part("time in garbage collection", gc, 0.20, 10));
    double score = 100;
    for (Part part : parts) {
      score -= part.lost();
    }
    json.name("score").beginObject().name("value").value(Math.rint(score));
    json.name("parts").beginArray();
    for (Part part : parts) {
      json.beginObject().name("name").value(part.name()).name("ratio").value(part.ratio());
      json.name("lostPoints").value(part.lost()).name("mostPoints").value(part.mostPoints());
      json.name("arithmetic").value(part.arithmetic()).endObject();
    }
    json.endArray().endObject();
  }
}
