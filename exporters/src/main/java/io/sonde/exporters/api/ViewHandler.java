package io.sonde.exporters.api;

import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a view as JSON. An answer is kept until the next tick, for whoever asks the same;
 * one that took long to make is kept for {@value #REST} times as long, so that no page that is left
 * open can use more than a fifth of a core for it. What it says is as of its {@code nowMillis}.
 *
 * <p>Concurrency: {@code kept} is guarded by itself; two threads may make the same answer at once.
 */
final class ViewHandler implements Handler {
  private static final int MAX_KEPT = 16;
  private static final int REST = 5;
  private static final long LONGEST_REST_MILLIS = 5_000;

  private final MetricsHistory history;
  private final View view;
  private final Map<String, Answer> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /** Moments of the history. */
  private record Answer(long nowMillis, String body, long restMillis) {

    boolean isGood(long now) {
      return now == nowMillis || now - nowMillis < restMillis;
    }
  }

  ViewHandler(MetricsHistory history, View view) {
    this.history = history;
    this.view = view;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    String asked = request.path() + "?" + request.rawQuery();
    long now = history.nowMillis();
    Answer answer = known(asked);
    if (answer == null || !answer.isGood(now)) {
      long startNanos = System.nanoTime();
      String body = body(request);
      long tookMillis = (System.nanoTime() - startNanos) / 1_000_000;
      answer = new Answer(now, body, Math.min(LONGEST_REST_MILLIS, REST * tookMillis));
      synchronized (kept) {
        kept.put(asked, answer);
      }
    }
    response.contentType("application/json");
    response.sendCompressed(request, answer.body.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable Answer known(String asked) {
    synchronized (kept) {
      return kept.get(asked);
    }
  }

  private String body(Request request) throws IOException {
    TimeRange range = TimeRange.of(request, history);
    JsonWriter json = new JsonWriter().beginObject();
    range.write(json);
    Reading reading = new Reading(history, range);
    Unmeasured.write(reading, json);
    view.write(request, reading, json);
    return json.endObject().toString();
  }
}
