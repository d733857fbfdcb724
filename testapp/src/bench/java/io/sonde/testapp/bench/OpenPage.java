package io.sonde.testapp.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a browser with the dashboard's first page open asks for, compressed: the stream of events,
 * at each event the overview, and the table of routes when it is {@value #CALM_MILLIS} ms old.
 */
final class OpenPage implements AutoCloseable {

  private static final int CALM_MILLIS = 4_500;
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

  /**
   * Asks for as many answers as the page does in some minutes, one after the other, so that their
   * code is compiled before anything is measured.
   */
  static void warmUp(String sonde, int answers) throws IOException {
    OpenPage page = new OpenPage(sonde);
    for (int i = 0; i < answers; i++) {
      // an answer to the same question is kept until the next second
      String question = "?from=" + (-300_000 - i);
      drain(page.open("overview" + question));
      drain(page.open("routes" + question));
      drain(page.open("findings" + question));
    }
    page.events.disconnect();
  }

  /** How often it has shown something new. */
  int updates() {
    return updates.get();
  }

  private void update() {
    long routesNanos = System.nanoTime() - CALM_MILLIS * 2_000_000L;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          drain(open("overview?from=-300000"));
          if (System.nanoTime() - routesNanos > CALM_MILLIS * 1_000_000L) {
            routesNanos = System.nanoTime();
            drain(open("routes?from=-300000"));
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
