package io.sonde.exporters.prometheus;

import static io.prometheus.client.exporter.common.TextFormat.CONTENT_TYPE_OPENMETRICS_100;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import io.prometheus.client.exporter.common.TextFormat;
import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers a scrape with what simpleclient's {@code HTTPServer} would answer. {@link
 * ExpositionWriter} writes it; only what asks for single names ({@code name[]}) goes to
 * simpleclient's own handler, on a transport of ours, so that none of its threads or contexts
 * exist. One scrape is made at a time, and a whole one is kept for a second per format.
 *
 * <p>Concurrency: {@code cached} and {@code choosing} are guarded by {@code scraping}, which is
 * waited for interruptibly so that a request's deadline holds.
 */
public final class MetricsHandler implements Handler {
  private static final long CACHE_NANOS = 1_000_000_000L;
  private static final String[] TRANSPORT_PROPERTIES = {
    "sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime"
  };

  private final SondeMeterRegistry registry;
  private final LongSupplier nanoClock;
  private final ReentrantLock scraping = new ReentrantLock();
  private final Map<String, Scrape> cached = new HashMap<>();
  private HTTPServer.@Nullable HTTPMetricHandler choosing;

  public MetricsHandler(SondeMeterRegistry registry) {
    this(registry, System::nanoTime);
  }

  MetricsHandler(SondeMeterRegistry registry, LongSupplier nanoClock) {
    this.registry = registry;
    this.nanoClock = nanoClock;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    String contentType = TextFormat.chooseContentType(request.header("Accept"));
    boolean gzip = request.acceptsGzip();
    ExpositionText body = body(contentType, request.rawQuery(), gzip);
    response.contentType(contentType).header("Vary", "Accept, Accept-Encoding");
    if (gzip) {
      response.header("Content-Encoding", "gzip");
    }
    try (OutputStream stream = response.stream()) {
      body.writeTo(stream);
    }
  }

  private ExpositionText body(String contentType, @Nullable String query, boolean gzip)
      throws IOException {
    try {
      scraping.lockInterruptibly();
    } catch (InterruptedException late) {
      Thread.currentThread().interrupt();
      throw new HttpProblem(503, "Busy");
    }
    try {
      Scrape scrape = query == null ? cached.get(contentType) : null;
      if (scrape == null || nanoClock.getAsLong() - scrape.takenNanos >= CACHE_NANOS) {
        scrape = new Scrape(nanoClock.getAsLong(), scrape(contentType, query));
        if (query == null) {
          cached.put(contentType, scrape);
        }
      }
      return gzip ? scrape.compressed() : scrape.text;
    } finally {
      scraping.unlock();
    }
  }

  private ExpositionText scrape(String contentType, @Nullable String query) throws IOException {
    return query == null
        ? ExpositionWriter.write(registry, contentType.equals(CONTENT_TYPE_OPENMETRICS_100))
        : chosen(contentType, query);
  }

  /** What simpleclient makes of a query. */
  private ExpositionText chosen(String contentType, String query) throws IOException {
    HTTPServer.HTTPMetricHandler handler = choosing;
    if (handler == null) {
      CollectorRegistry collectors = new CollectorRegistry();
      collectors.register(new RegistryCollector(registry));
      initialiseWithoutTraces();
      handler = new HTTPServer.HTTPMetricHandler(collectors);
      choosing = handler;
    }
    String accept = contentType.substring(0, contentType.indexOf(';'));
    CapturedExchange exchange = new CapturedExchange(URI.create("/metrics?" + query), accept);
    try {
      handler.handle(exchange);
    } catch (IllegalArgumentException malformedQuery) {
      throw new HttpProblem(400, "Malformed query");
    }
    return exchange.body();
  }

  /**
   * Initialises simpleclient's server class, whose static code sets two process-wide time-outs of
   * the JDK's server, and takes them away again: the application may run a server of its own.
   */
  private static void initialiseWithoutTraces() {
    boolean[] present = new boolean[TRANSPORT_PROPERTIES.length];
    for (int i = 0; i < present.length; i++) {
      present[i] = System.getProperty(TRANSPORT_PROPERTIES[i]) != null;
    }
    try {
      Class.forName(HTTPServer.class.getName(), true, HTTPServer.class.getClassLoader());
    } catch (ClassNotFoundException impossible) {
      throw new LinkageError("simpleclient", impossible);
    }
    for (int i = 0; i < present.length; i++) {
      if (!present[i]) {
        System.clearProperty(TRANSPORT_PROPERTIES[i]);
      }
    }
  }

  /** One exposition; guarded by the scrape lock. */
  private static final class Scrape {
    final long takenNanos;
    final ExpositionText text;
    private @Nullable ExpositionText gzip;

    Scrape(long takenNanos, ExpositionText text) {
      this.takenNanos = takenNanos;
      this.text = text;
    }

    ExpositionText compressed() throws IOException {
      ExpositionText known = gzip;
      if (known == null) {
        known = new ExpositionText();
        try (OutputStream packing = new GZIPOutputStream(known)) {
          text.writeTo(packing);
        }
        gzip = known;
      }
      return known;
    }
  }
}
