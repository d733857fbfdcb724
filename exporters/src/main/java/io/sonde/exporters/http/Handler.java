package io.sonde.exporters.http;

import java.io.IOException;

/** What answers a route. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers one request. An exception before the first byte becomes a 500; after it, the connection
   * is closed.
   */
  void handle(Request request, Response response) throws IOException;
}
