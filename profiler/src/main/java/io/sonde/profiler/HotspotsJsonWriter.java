package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/** Writes {@link Hotspots} as JSON. */
final class HotspotsJsonWriter {

  private final Hotspots hotspots;
  private final JsonText json = new JsonText();

  private HotspotsJsonWriter(Hotspots hotspots) {
    this.hotspots = hotspots;
  }

  static void write(Hotspots hotspots, OutputStream out) throws IOException {
    out.write(new HotspotsJsonWriter(hotspots).document().bytes());
  }

  private JsonText document() {
    json.open('{').field("event", hotspots.profile().event().label());
    window("", hotspots.profile().window(), json);
    sampling(hotspots.profile().sampling(), json);
    json.field("samples", hotspots.samples())
        .field("reliable", hotspots.isReliable())
        .field("unit", hotspots.profile().event().intervalUnit().label());
    weight(hotspots.weight());
    json.name("agent").open('{');
    weight(hotspots.agentWeight());
    json.close('}');
    rows("routes", "route", hotspots.routes());
    methods("bySelf", hotspots.bySelf());
    methods("byTotal", hotspots.byTotal());
    rows("classes", "class", hotspots.classes());
    sites();
    return json.close('}');
  }

  static void window(String prefix, Window window, JsonText json) {
    json.field(prefix + "from", Instant.ofEpochMilli(window.startMillis()).toString())
        .field(prefix + "to", Instant.ofEpochMilli(window.endMillis()).toString())
        .field(prefix + "sampledSeconds", window.sampledSeconds());
  }

  static void sampling(Sampling sampling, JsonText json) {
    json.field("engine", sampling.engine())
        .field("bias", sampling.bias())
        .field("interval", sampling.interval())
        .field("intervalUnit", sampling.intervalUnit().label());
    json.name("passedOver").open('[');
    for (EngineStatus engine : sampling.passedOver()) {
      json.open('{').field("engine", engine.engine()).field("reason", engine.reason()).close('}');
    }
    json.close(']');
  }

  private void weight(long weight) {
    json.field("weight", weight)
        .field("perSecond", hotspots.perSecond(weight))
        .field("share", hotspots.share(weight))
        .field("error", hotspots.error(weight));
  }

  private void rows(String name, String key, List<Hotspots.Row> rows) {
    json.name(name).open('[');
    for (Hotspots.Row row : rows) {
      json.open('{').field(key, row.name()).field("samples", row.samples());
      weight(row.weight());
      json.close('}');
    }
    json.close(']');
  }

  private void methods(String name, List<Hotspots.Method> methods) {
    json.name(name).open('[');
    for (Hotspots.Method method : methods) {
      json.open('{').field("method", method.name());
      json.name("self").open('{').field("samples", method.selfSamples());
      weight(method.self());
      json.close('}').name("total").open('{').field("samples", method.totalSamples());
      weight(method.total());
      json.close('}');
      rows("callers", "method", method.callers());
      rows("callees", "method", method.callees());
      json.close('}');
    }
    json.close(']');
  }

  private void sites() {
    json.name("sites").open('[');
    for (Hotspots.Site site : hotspots.sites()) {
      json.open('{')
          .field("class", site.type())
          .field("method", site.method())
          .field("innermost", site.innermost())
          .field("samples", site.samples());
      weight(site.weight());
      json.close('}');
    }
    json.close(']');
  }
}
