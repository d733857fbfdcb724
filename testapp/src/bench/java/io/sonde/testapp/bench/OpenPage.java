package io.sonde.testapp.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a browser with the dashboard's first page open asks for: the stream of events, and at each
 * event what the page shows, compressed.
 */
final class OpenPage implements AutoCloseable {

  private static final List<String> ANSWERS = List.of("overview", "routes");
  private static final int PATIENCE_MILLIS = 20_000;

  private final String api;
  private final HttpURLConnection events;
  private final Thread thread = new Thread(this::update, "page");
  private final AtomicInteger updates = new AtomicInteger();
  private volatile boolean isClosed;

  private OpenPage(String sonde) throws IOException {
    this.api = sonde + "/api/v1/";
    this.events = open("events");
  }

  /** Opens the page of the endpoint at this address. */
  static OpenPage of(String sonde) throws IOException {
    OpenPage page = new OpenPage(sonde);
    page.thread.setDaemon(true);
    page.thread.start();
    return page;
  }

  /** How often it has shown something new. */
  int updates() {
    return updates.get();
  }

  private void update() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          for (String answer : ANSWERS) {
            drain(open(answer + "?from=-300000"));
          }
          updates.incrementAndGet();
        }
      }
    } catch (IOException e) {
      if (!isClosed) {
        throw new IllegalStateException("the page got no answer", e);
      }
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(api + path).toURL().openConnection();
    connection.setRequestProperty("Accept-Encoding", "gzip");
    connection.setReadTimeout(PATIENCE_MILLIS);
    return connection;
  }

  private static void drain(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getInputStream()) {
      byte[] buffer = new byte[8_192];
      while (in.read(buffer) >= 0) {
        // nothing is shown
      }
    }
  }

  @Override
  public void close() {
    isClosed = true;
    events.disconnect();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
