package io.sonde.exporters.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** The answer to one request: set status and headers, then send once or stream. */
public final class Response {
  private static final int GZIP_FROM_BYTES = 1024;

  private final HttpExchange exchange;
  private final boolean head;
  private int status = 200;
  private boolean committed;

  Response(HttpExchange exchange) {
    this.exchange = exchange;
    this.head = exchange.getRequestMethod().equals("HEAD");
  }

  public Response status(int code) {
    this.status = code;
    return this;
  }

  public Response contentType(String type) {
    return header("Content-Type", type);
  }

  /** Sets a header, in place of one of that name. */
  public Response header(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
    return this;
  }

  /** Whether status and headers are on their way and can no longer be changed. */
  public boolean committed() {
    return committed;
  }

  /** Sends the whole body. */
  public void send(byte[] body) throws IOException {
    if (head || body.length == 0) {
      if (head) {
        header("Content-Length", Integer.toString(body.length));
      }
      commit(-1);
      return;
    }
    commit(body.length);
    OutputStream stream = exchange.getResponseBody();
    stream.write(body);
    stream.flush();
  }

  /** Sends text in UTF-8. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends the whole body, compressed if the client reads gzip and it is worth it. */
  public void sendCompressed(Request request, byte[] body) throws IOException {
    header("Vary", "Accept-Encoding");
    if (body.length < GZIP_FROM_BYTES || !request.acceptsGzip()) {
      send(body);
      return;
    }
    header("Content-Encoding", "gzip");
    send(gzip(body));
  }

  /** Commits and returns the body to stream into; closing it ends the answer. */
  public OutputStream stream() throws IOException {
    if (head) {
      commit(-1);
      return OutputStream.nullOutputStream();
    }
    commit(0);
    return exchange.getResponseBody();
  }

  /** Sends an error as plain text. */
  public void problem(int code, String text) throws IOException {
    status(code).contentType("text/plain; charset=utf-8").send(text + "\n");
  }

  public static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }

  private void commit(long length) throws IOException {
    if (committed) {
      throw new IllegalStateException("already answered");
    }
    committed = true;
    exchange.sendResponseHeaders(status, length);
  }
}
