package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.store.ReportStore;
import io.sonde.testapp.shop.work.WorkQueue;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code GET /reports/sales}: an asynchronous servlet whose work is done by the work queue. */
public final class ReportEndpoints {

  private final ReportStore reports;
  private final WorkQueue workers;

  public ReportEndpoints(ReportStore reports, WorkQueue workers) {
    this.reports = reports;
    this.workers = workers;
  }

  public void map(ShopServer server) {
    server.map("/reports/sales", new SalesServlet());
  }

  private final class SalesServlet extends HttpServlet {

    private static final long TIMEOUT_MILLIS = 10_000;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      AsyncContext async = request.startAsync();
      async.setTimeout(TIMEOUT_MILLIS);
      Answer answer = new Answer(async, response);
      async.addListener(answer);
      try {
        workers.submit(WorkQueue.Priority.URGENT, () -> answer.give(sales()));
      } catch (RejectedExecutionException e) {
        answer.give(Reply.error(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "too busy"));
      }
    }

    private Reply sales() {
      try {
        return Reply.ok(reports.sales());
      } catch (SQLException e) {
        return Reply.error(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "no report");
      }
    }
  }

  /** The one answer of one request, given by the worker or by the time-out, whichever is first. */
  private static final class Answer implements AsyncListener {

    private final AsyncContext async;
    private final HttpServletResponse response;
    private final AtomicBoolean given = new AtomicBoolean();

    Answer(AsyncContext async, HttpServletResponse response) {
      this.async = async;
      this.response = response;
    }

    void give(Reply reply) {
      if (!given.compareAndSet(false, true)) {
        return;
      }
      try {
        reply.write(response);
      } catch (IOException e) {
        // The client is gone.
      } finally {
        async.complete();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      give(Reply.error(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "took too long"));
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
