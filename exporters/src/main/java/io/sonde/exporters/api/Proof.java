package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Finding} rests on.
 *
 * @param isCandidate whether it is a pattern that is usually wrong, not a certainty
 * @param evidence numbers
 * @param routes where it happens; empty if it is not known, or everywhere
 * @param statement the statement's text without its literals; empty if it is about none
 * @param stack where it was seen to happen, innermost first; empty if it was not
 */
record Proof(
    boolean isCandidate,
    List<Evidence> evidence,
    List<RouteName> routes,
    String statement,
    List<String> stack) {

  /** Certain, without anything. */
  static final Proof CERTAIN = new Proof(false, List.of(), List.of(), "", List.of());

  /** A pattern, without anything. */
  static final Proof CANDIDATE = new Proof(true, List.of(), List.of(), "", List.of());

  /** A number with its name and unit. */
  record Evidence(String name, double value, String unit) {}

  Proof and(String name, double value, String unit) {
    List<Evidence> more = new ArrayList<>(evidence);
    more.add(new Evidence(name, value, unit));
    return new Proof(isCandidate, List.copyOf(more), routes, statement, stack);
  }

  Proof on(List<RouteName> where) {
    return new Proof(isCandidate, evidence, List.copyOf(where), statement, stack);
  }

  Proof about(String sql, List<String> sample) {
    return new Proof(isCandidate, evidence, routes, sql, List.copyOf(sample));
  }

  boolean isOn(String routeId) {
    for (RouteName route : routes) {
      if (route.id().equals(routeId)) {
        return true;
      }
    }
    return false;
  }

  /** Members of an object. */
  void write(JsonWriter json) {
    json.name("isCandidate").value(isCandidate).name("evidence").beginArray();
    for (Evidence one : evidence) {
      json.beginObject().name("name").value(one.name).name("value").value(one.value);
      json.name("unit").value(one.unit).endObject();
    }
    json.endArray().name("routes").beginArray();
    for (RouteName route : routes) {
      json.beginObject().name("id").value(route.id());
      json.name("method").value(route.method()).name("route").value(route.route()).endObject();
    }
    json.endArray().name("statement").value(statement).name("stack").beginArray();
    stack.forEach(json::value);
    json.endArray();
  }
}
