package io.sonde.agent.profile;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.ContinuousStatus;
import io.sonde.profiler.EngineStatus;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.RunningCapture;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** {@code /profile/status}: engines, the capture under way, the continuous mode; in JSON. */
final class ProfileStatusHandler implements Handler {

  private final Profiler profiler;

  ProfileStatusHandler(Profiler profiler) {
    this.profiler = profiler;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    JsonWriter json = new JsonWriter().beginObject();
    engines(json);
    running(json);
    continuous(json);
    response.contentType("application/json").send(json.endObject().toString());
  }

  private void engines(JsonWriter json) {
    json.name("engines").beginArray();
    for (EngineStatus engine : profiler.engines()) {
      json.beginObject();
      json.name("engine").value(engine.engine());
      json.name("state").value(lower(engine.state()));
      json.name("reason").value(engine.reason());
      json.endObject();
    }
    json.endArray();
  }

  private void running(JsonWriter json) {
    RunningCapture running = profiler.running();
    if (running != null) {
      json.name("running").beginObject();
      json.name("event").value(running.request().event().label());
      json.name("seconds").value(running.request().seconds());
      json.name("elapsedSeconds").value(running.elapsedMillis() / 1e3);
      json.endObject();
    }
  }

  private void continuous(JsonWriter json) {
    ContinuousStatus status = profiler.continuousStatus();
    json.name("continuous").beginObject();
    json.name("state").value(lower(status.state()));
    json.name("reason").value(status.reason());
    json.name("slices").value(status.slices());
    if (status.slices() > 0) {
      json.name("from").value(Instant.ofEpochMilli(status.fromMillis()).toString());
      json.name("to").value(Instant.ofEpochMilli(status.toMillis()).toString());
    }
    json.name("sizeBytes").value(status.sizeBytes());
    json.name("droppedSlices").value(status.droppedSlices());
    json.name("intervalFactor").value(status.intervalFactor());
    json.name("costRatio").value(status.costRatio());
    json.name("handlingSeconds").value(status.handlingNanos() / 1e9);
    json.endObject();
  }

  private static String lower(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
