package io.sonde.exporters.http;

import java.io.IOException;
import java.util.List;

/** Answers 200 when all components are up and 503 otherwise, with each of them as JSON. */
public final class HealthHandler implements Handler {
  private final List<HealthSource> sources;

  public HealthHandler(List<HealthSource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    boolean allUp = true;
    JsonWriter components = new JsonWriter().beginArray();
    for (HealthSource source : sources) {
      HealthSource.Component component = check(source);
      allUp &= component.up();
      components
          .beginObject()
          .name("name")
          .value(component.name())
          .name("status")
          .value(status(component.up()))
          .name("detail")
          .value(component.detail())
          .endObject();
    }
    components.endArray();
    JsonWriter json = new JsonWriter().beginObject();
    json.name("status").value(status(allUp)).name("components").json(components).endObject();
    response.status(allUp ? 200 : 503).contentType("application/json").send(json.toString());
  }

  private static HealthSource.Component check(HealthSource source) {
    try {
      return source.check();
    } catch (RuntimeException broken) {
      String name = broken.getClass().getName();
      return new HealthSource.Component("unknown", false, "health source failed: " + name);
    }
  }

  private static String status(boolean up) {
    return up ? "up" : "down";
  }
}
