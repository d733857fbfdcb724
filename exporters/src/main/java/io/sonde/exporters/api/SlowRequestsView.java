package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;

/** The answer about the slowest requests of the last minutes, with where their time went. */
final class SlowRequestsView {

  private SlowRequestsView() {}

  static void write(RequestInsights requests, JsonWriter json) {
    json.name("requests").beginArray();
    for (RequestInsights.SlowRequest request : requests.slowRequests()) {
      write(request, json);
    }
    json.endArray();
  }

  /** An object for a list. */
  static void write(RequestInsights.SlowRequest request, JsonWriter json) {
    json.beginObject();
    json.name("startMillis").value(request.startMillis());
    json.name("seconds").value(request.seconds());
    json.name("method").value(request.method());
    json.name("route").value(request.route());
    json.name("routeId").value(Ids.route(request.method(), request.route()));
    json.name("status").value(request.status());
    json.name("error").value(request.error() == null ? "" : request.error());
    json.name("thread").value(request.thread());
    json.name("traceId").value(request.traceId() == null ? "" : request.traceId());
    json.name("parts").beginObject();
    for (RequestInsights.Part part : request.parts()) {
      json.name(part.name()).value(part.seconds());
    }
    json.endObject();
    json.name("statements").beginArray();
    for (RequestInsights.Execution execution : request.statements()) {
      json.beginObject();
      json.name("summary").value(execution.summary()).name("text").value(execution.text());
      json.name("calls").value(execution.calls()).name("seconds").value(execution.seconds());
      json.endObject();
    }
    json.endArray();
    json.name("httpCalls").value(request.httpCalls());
    Double gcSeconds = request.gcSeconds();
    json.name("gcSeconds").value(gcSeconds == null ? Double.NaN : gcSeconds);
    json.endObject();
  }
}
