package io.sonde.exporters.dashboard;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Serves one file of the jar, whose name is fixed. */
final class FileHandler implements Handler {
  private final String name;
  private final String contentType;

  FileHandler(String name, String contentType) {
    this.name = name;
    this.contentType = contentType;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    try (@Nullable InputStream file = FileHandler.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new FileNotFoundException(name);
      }
      response.contentType(contentType).sendCompressed(request, file.readAllBytes());
    }
  }
}
