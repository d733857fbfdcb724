package io.sonde.agent.instrumentation.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A web application with one servlet per thing that may happen to a request. */
final class Site {

  private Site() {}

  /** Servlets by URL pattern. */
  static Map<String, HttpServlet> servlets() {
    Map<String, HttpServlet> servlets = new LinkedHashMap<>();
    servlets.put("/ok", servlet((request, response) -> response.getWriter().print("ok")));
    servlets.put("/api/*", servlet((request, response) -> response.setStatus(201)));
    servlets.put("*.do", servlet((request, response) -> response.setStatus(204)));
    servlets.put("/", servlet((request, response) -> response.sendError(404)));
    servlets.put(
        "/error", servlet((request, response) -> response.getWriter().print("error page")));
    servlets.put("/unavailable", servlet((request, response) -> response.sendError(503)));
    servlets.put(
        "/boom",
        servlet(
            (request, response) -> {
              throw new IllegalStateException("boom");
            }));
    servlets.put(
        "/committed",
        servlet(
            (request, response) -> {
              response.getWriter().print("partly");
              response.flushBuffer();
              throw new IOException("after the commit");
            }));
    servlets.put(
        "/forward",
        servlet(
            (request, response) -> request.getRequestDispatcher("/ok").forward(request, response)));
    servlets.put(
        "/include",
        servlet(
            (request, response) -> request.getRequestDispatcher("/ok").include(request, response)));
    servlets.put(
        "/spring/*",
        servlet(
            (request, response) -> {
              request.setAttribute(ServletProbe.DISPATCHER_CONTEXT, "context");
              request.setAttribute(ServletProbe.BEST_MATCHING_PATTERN, "/orders/{id}");
            }));
    addAsync(servlets);
    return servlets;
  }

  private static void addAsync(Map<String, HttpServlet> servlets) {
    servlets.put(
        "/async/complete",
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              inBackground(
                  () -> {
                    response.setStatus(202);
                    context.complete();
                  });
            }));
    servlets.put(
        "/async/early",
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              response.setStatus(202);
              join(inBackground(context::complete));
            }));
    servlets.put(
        "/async/same-thread",
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              response.setStatus(202);
              context.complete();
            }));
    servlets.put(
        "/async/dispatch",
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              inBackground(() -> context.dispatch("/ok"));
            }));
    servlets.put(
        "/async/early-dispatch",
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              join(inBackground(() -> context.dispatch("/ok")));
            }));
    servlets.put(
        "/async/twice",
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              if (request.getAttribute("again") == null) {
                request.setAttribute("again", true);
                inBackground(context::dispatch);
              } else {
                response.setStatus(202);
                inBackground(context::complete);
              }
            }));
    servlets.put(
        "/async/boom",
        servlet(
            (request, response) -> {
              AsyncContext context = request.startAsync();
              inBackground(() -> context.dispatch("/boom"));
            }));
    servlets.put(
        "/async/timeout", servlet((request, response) -> request.startAsync().setTimeout(50)));
    servlets.put(
        "/async/throw",
        servlet(
            (request, response) -> {
              request.startAsync();
              throw new IllegalStateException("after startAsync");
            }));
  }

  private static Thread inBackground(Runnable action) {
    Thread thread = new Thread(action, "site");
    thread.start();
    return thread;
  }

  private static void join(Thread thread) throws ServletException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new ServletException(e);
    }
  }

  private static HttpServlet servlet(Action action) {
    return new ActionServlet(action);
  }

  /** What a servlet does. */
  interface Action {
    void accept(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }

  /** A servlet that does the same for every method. */
  public static final class ActionServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised
    private final transient Action action;

    ActionServlet(Action action) {
      this.action = action;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      action.accept(request, response);
    }
  }

  /** A filter that does nothing. */
  public static final class PassFilter implements Filter {

    /** Made by the server. */
    public PassFilter() {}

    @Override
    public void init(FilterConfig config) {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(request, response);
    }

    @Override
    public void destroy() {}
  }
}
