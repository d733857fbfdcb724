package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;
import java.util.List;

/** How the parts of the process do, by their findings: the worst counts, for each and in all. */
final class Health {
  private static final List<Component> COMPONENTS =
      List.of(
          new Component("Routes", "routes"),
          new Component("Statements", "sql"),
          new Component("Pools and executors", "pools"),
          new Component("Other servers", "http"),
          new Component("JVM", "jvm"));

  private record Component(String name, String page) {}

  private Health() {}

  /** A member of an object. */
  static void write(List<Finding> findings, JsonWriter json) {
    json.name("health").beginObject().name("state").value(state(findings));
    json.name("components").beginArray();
    for (Component component : COMPONENTS) {
      List<Finding> own =
          findings.stream().filter(finding -> finding.page().equals(component.page)).toList();
      json.beginObject().name("name").value(component.name).name("page").value(component.page);
      json.name("state").value(state(own)).name("findings").value((long) own.size());
      json.endObject();
    }
    json.endArray().endObject();
  }

  private static String state(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "ok";
    }
    return findings.stream().anyMatch(Finding::isSevere) ? "red" : "amber";
  }
}
