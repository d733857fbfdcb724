package io.sonde.exporters.api;

import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Streams an event each second (server-sent events): the time, and the last ten seconds' rate,
 * errors and p95. A stream takes one of the endpoint's connections, so there are few, and each ends
 * after nine minutes; a browser opens the next one by itself.
 */
final class EventsHandler implements Handler {
  private static final int MAX_STREAMS = 6;
  private static final Duration LONGEST = Duration.ofMinutes(9);
  private static final long PULSE_MILLIS = 10_000;

  private final MetricsHistory history;
  private final Semaphore streams = new Semaphore(MAX_STREAMS);

  EventsHandler(MetricsHistory history) {
    this.history = history;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (request.method().equals("HEAD")) {
      response.contentType("text/event-stream").send(new byte[0]);
      return;
    }
    if (!streams.tryAcquire()) {
      throw new HttpProblem(503, "There are " + MAX_STREAMS + " event streams already");
    }
    try {
      request.extendDeadline(LONGEST.plusSeconds(30));
      response.contentType("text/event-stream");
      try (OutputStream stream = response.stream()) {
        stream(stream);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      streams.release();
    }
  }

  private void stream(OutputStream stream) throws IOException, InterruptedException {
    long untilNanos = System.nanoTime() + LONGEST.toNanos();
    long shownMillis = Long.MIN_VALUE;
    while (System.nanoTime() - untilNanos < 0) {
      boolean ticked = history.awaitTickAfter(shownMillis, TimeUnit.SECONDS.toNanos(5));
      // a comment finds out whether anybody is still there
      String text = ": waiting\n\n";
      if (ticked) {
        shownMillis = history.nowMillis();
        text = "data: " + pulse(shownMillis) + "\n\n";
      }
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    }
  }

  private String pulse(long nowMillis) {
    TimeRange range =
        new TimeRange(nowMillis - PULSE_MILLIS, PULSE_MILLIS, 1, nowMillis, history.firstMillis());
    CallGroup requests = new Reading(history, range).everything(Metrics.SERVER);
    JsonWriter json = new JsonWriter().beginObject().name("nowMillis").value(nowMillis);
    json.name("ratePerSecond").value(requests.count() / range.totalSeconds());
    json.name("errorRatio").value(requests.errorRatio());
    json.name("p95Seconds").value(requests.percentile(95));
    return json.endObject().toString();
  }
}
