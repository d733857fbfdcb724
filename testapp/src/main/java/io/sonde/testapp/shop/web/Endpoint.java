package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.web.Call.BadRequestException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A servlet whose handlers return a {@link Reply}. What a handler throws is answered 400 (bad
 * request), 503 (a queue or pool is full) or, thrown on to the container, 500.
 */
final class Endpoint extends HttpServlet {

  private static final double NANOS_PER_MILLISECOND = 1e6;

  private final transient @Nullable Handler onGet;
  private final transient @Nullable Handler onPost;

  private Endpoint(@Nullable Handler onGet, @Nullable Handler onPost) {
    this.onGet = onGet;
    this.onPost = onPost;
  }

  static Endpoint get(Handler onGet) {
    return new Endpoint(onGet, null);
  }

  static Endpoint getAndPost(Handler onGet, Handler onPost) {
    return new Endpoint(onGet, onPost);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (onGet == null) {
      super.doGet(request, response);
    } else {
      answer(onGet, request, response);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (onPost == null) {
      super.doPost(request, response);
    } else {
      answer(onPost, request, response);
    }
  }

  /** Answers, with the time that it took the handler in {@code Server-Timing}. */
  private static void answer(
      Handler handler, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    long startNanos = System.nanoTime();
    Reply reply = reply(handler, request);
    double millis = (System.nanoTime() - startNanos) / NANOS_PER_MILLISECOND;
    response.setHeader("Server-Timing", "app;dur=" + millis);
    reply.write(response);
  }

  private static Reply reply(Handler handler, HttpServletRequest request)
      throws ServletException, IOException {
    try {
      return handler.handle(new Call(request));
    } catch (BadRequestException e) {
      return Reply.error(HttpServletResponse.SC_BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (RejectedExecutionException | SQLTransientConnectionException e) {
      return Reply.error(
          HttpServletResponse.SC_SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServletException(e);
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  /** What answers one method of one mapping. */
  @FunctionalInterface
  interface Handler {
    Reply handle(Call call) throws Exception;
  }
}
