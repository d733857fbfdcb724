package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.work.EventHub;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /events}: the shop's events as server-sent events. The first, {@code hello}, comes at
 * once; {@code ?limit=N} ends the stream after N events.
 */
final class EventsServlet extends HttpServlet {

  private final transient EventHub events;

  EventsServlet(EventHub events) {
    this.events = events;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int limit;
    try {
      limit = new Call(request).parameter("limit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    } catch (Call.BadRequestException e) {
      Reply.error(HttpServletResponse.SC_BAD_REQUEST, String.valueOf(e.getMessage()))
          .write(response);
      return;
    }
    response.setContentType("text/event-stream");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    Stream stream = new Stream(async, response, limit);
    if (!stream.send("hello", "{}")) {
      return;
    }
    if (!events.subscribe(stream)) {
      stream.end();
    }
  }

  /** One listener. All methods lock, since the hello comes from another thread than the rest. */
  private static final class Stream implements EventHub.Subscriber {

    private final AsyncContext async;
    private final HttpServletResponse response;
    private int left;

    Stream(AsyncContext async, HttpServletResponse response, int limit) {
      this.async = async;
      this.response = response;
      this.left = limit;
    }

    @Override
    public synchronized boolean send(String name, String json) {
      if (left == 0) {
        return false;
      }
      try {
        String event = "event: " + name + "\ndata: " + json + "\n\n";
        response.getOutputStream().write(event.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
        left--;
      } catch (IOException e) {
        left = 0;
      }
      if (left == 0) {
        async.complete();
      }
      return left > 0;
    }

    @Override
    public synchronized void end() {
      if (left > 0) {
        left = 0;
        async.complete();
      }
    }
  }
}
