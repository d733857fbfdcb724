package io.sonde.exporters.api;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Serves the description of the API. */
final class DocumentHandler implements Handler {
  @Override
  public void handle(Request request, Response response) throws IOException {
    try (@Nullable InputStream document =
        DocumentHandler.class.getResourceAsStream("openapi.json")) {
      if (document == null) {
        throw new FileNotFoundException("openapi.json");
      }
      response.contentType("application/json");
      response.sendCompressed(request, document.readAllBytes());
    }
  }
}
