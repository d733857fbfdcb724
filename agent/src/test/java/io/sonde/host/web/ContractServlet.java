package io.sonde.host.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Does what its name in the web application says; each name is a thing that may happen. */
public final class ContractServlet extends HttpServlet {

  /** The header that says how long the servlet itself was busy with the request. */
  public static final String OWN_NANOS = "Own-Nanos";

  private static final long serialVersionUID = 1L;

  /** A permit ends a stream of events. */
  private static final Semaphore ENDS = new Semaphore(0);

  private static final String EVENT_STREAM = "text/event-stream";
  private static final long DELAY_NANOS = 20_000_000;
  private static final long TIMEOUT_MILLIS = 50;

  /** Made by the server. */
  public ContractServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    long startNanos = System.nanoTime();
    switch (getServletName()) {
      case "status" -> status(tail(request), response);
      case "throw" -> fail(tail(request));
      case "delay" -> {
        pause();
        tell(response, startNanos);
      }
      case "forward" -> request.getRequestDispatcher("/status/200").forward(request, response);
      case "include" -> request.getRequestDispatcher("/page").include(request, response);
      case "page" -> response.getWriter().print("page");
      case "events" -> events(tail(request), request, response);
      case "release" -> ENDS.release();
      case "async" -> async(tail(request), request, response, startNanos);
      default -> throw new ServletException(getServletName());
    }
  }

  private static String tail(HttpServletRequest request) {
    return request.getPathInfo().substring(1);
  }

  private static void status(String status, HttpServletResponse response) throws IOException {
    int code = Integer.parseInt(status);
    if (code >= 400) {
      response.sendError(code);
    } else {
      response.setStatus(code);
    }
  }

  private static void fail(String how) throws ServletException, IOException {
    switch (how) {
      case "runtime" -> throw new IllegalStateException(how);
      case "io" -> throw new IOException(how);
      default -> throw new ServletException(how);
    }
  }

  private static void async(
      String how, HttpServletRequest request, HttpServletResponse response, long startNanos) {
    AsyncContext context = request.startAsync();
    switch (how) {
      case "complete" ->
          inBackground(
              () -> {
                pause();
                response.setStatus(202);
                tell(response, startNanos);
                context.complete();
              });
      case "dispatch" -> inBackground(() -> context.dispatch("/page"));
      case "throw" -> inBackground(() -> context.dispatch("/throw/runtime"));
      default -> context.setTimeout(TIMEOUT_MILLIS);
    }
  }

  /** A stream that is known as one before the servlet returns, or not before its first event. */
  private static void events(String how, HttpServletRequest request, HttpServletResponse response) {
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    if (how.equals("begun")) {
      response.setContentType(EVENT_STREAM);
    }
    inBackground(
        () -> {
          response.setContentType(EVENT_STREAM);
          try {
            response.getWriter().print("data: first\n\n");
            response.flushBuffer();
            ENDS.acquireUninterruptibly();
            response.getWriter().print("data: last\n\n");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          context.complete();
        });
  }

  private static void inBackground(Runnable action) {
    new Thread(action, "contract").start();
  }

  private static void pause() {
    LockSupport.parkNanos(DELAY_NANOS);
  }

  private static void tell(HttpServletResponse response, long startNanos) {
    response.setHeader(OWN_NANOS, Long.toString(System.nanoTime() - startNanos));
  }
}
