package io.sonde.host.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Does what its name in the web application says; each name is a thing that may happen. */
public final class ContractServlet extends HttpServlet {

  /** The header that says how long the servlet itself was busy with the request. */
  public static final String OWN_NANOS = "Own-Nanos";

  private static final long serialVersionUID = 1L;
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
