package io.sonde.exporters.api;

import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.JsonWriter;
import io.sonde.exporters.http.Request;

/** One kind of answer. */
interface View {
  /** Writes the members of the answer's object, after those of the time range. */
  void write(Request request, Reading reading, JsonWriter json) throws HttpProblem;
}
