package io.sonde.testapp.shop.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * An answer: a status and what becomes its JSON body.
 *
 * @param body anything Jackson can write
 */
record Reply(int status, Object body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Reply ok(Object body) {
    return new Reply(HttpServletResponse.SC_OK, body);
  }

  static Reply error(int status, String message) {
    return new Reply(status, Map.of("error", message));
  }

  /** Returns 200 with what was found, or 404. */
  static Reply of(Optional<?> found) {
    return found
        .<Reply>map(Reply::ok)
        .orElseGet(() -> error(HttpServletResponse.SC_NOT_FOUND, "not found"));
  }

  static String json(Object body) throws IOException {
    return JSON.writeValueAsString(body);
  }

  static <T> T parse(byte[] json, Class<T> type) throws IOException {
    return JSON.readValue(json, type);
  }

  /** Writes the answer; it leaves in one piece, after the filters have seen it. */
  void write(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    if (status == HttpServletResponse.SC_NO_CONTENT
        || status == HttpServletResponse.SC_NOT_MODIFIED) {
      return;
    }
    byte[] bytes = JSON.writeValueAsBytes(body);
    response.setContentType("application/json");
    response.setBufferSize(Math.max(response.getBufferSize(), bytes.length + 1));
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
