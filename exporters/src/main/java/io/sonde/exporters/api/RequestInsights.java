package io.sonde.exporters.api;

import io.sonde.exporters.registry.SeriesSource;
import io.sonde.exporters.registry.SeriesVisitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of requests beyond metrics: per route the statements they execute and how often,
 * and the slowest requests. Where the time of a route goes is in the counters {@code
 * http_server_request_part_seconds_total}.
 *
 * <p>All figures count from the start of measuring. Methods may be called by any thread; each call
 * makes a new snapshot.
 *
 * <p>What of it is wanted over a stretch of time is shown as series, for the history alone: they
 * are too many for a scrape. All have the labels {@code http_request_method} and {@code
 * http_route}; {@link #STATEMENT_USE} and {@link #STATEMENT_REPEATS} are summaries and have {@code
 * statement} too, {@link #OUTGOING_CALLS} is a counter.
 */
public interface RequestInsights extends SeriesSource {

  /** Executions of a statement by a route's requests, and their seconds. */
  String STATEMENT_USE = "http_server_request_statement_seconds";

  /**
   * Requests, or tasks of requests, that executed a statement {@link #REPEATED} times or more, and
   * how often they did in all.
   */
  String STATEMENT_REPEATS = "http_server_request_statement_repeats";

  /** Outgoing HTTP calls by a route's requests. */
  String OUTGOING_CALLS = "http_server_request_outgoing_calls_total";

  /** The label whose value is {@link StatementUse#id}. */
  String STATEMENT = "statement";

  /** Executions in one request from which on a statement is repeated. */
  int REPEATED = 8;

  /** Knows of nothing. */
  RequestInsights NONE =
      new RequestInsights() {
        @Override
        public void visit(SeriesVisitor visitor) {
          // nothing to show
        }

        @Override
        public List<RouteUse> routes() {
          return List.of();
        }

        @Override
        public List<SlowRequest> slowRequests() {
          return List.of();
        }

        @Override
        public long dropped() {
          return 0;
        }
      };

  /** Every route that has ended a request, in no order. */
  List<RouteUse> routes();

  /** The slowest requests of each route in the last ten minutes or so, slowest first. */
  List<SlowRequest> slowRequests();

  /** What bounds left out: statements per request, per route and in all. */
  long dropped();

  /**
   * What the requests of one route did.
   *
   * @param method {@code GET}, {@code POST} …
   * @param route the route's template
   * @param requests how many ended
   * @param seconds how long they took in all
   * @param heldSeconds how long they held connections of pools
   * @param httpWhileHeldSeconds how long of that they waited for outgoing HTTP calls
   * @param statements what they executed, in no order
   */
  record RouteUse(
      String method,
      String route,
      long requests,
      double seconds,
      double heldSeconds,
      double httpWhileHeldSeconds,
      List<StatementUse> statements) {}

  /**
   * What the requests of one route did with one statement.
   *
   * @param id names system and text, the same in every process
   * @param system {@code postgresql}, {@code h2} …
   * @param summary the low-cardinality name, as in {@code db_query_summary}
   * @param text the statement without its literals
   * @param isWhole whether the text shows all of the statement: not if it was too long, or if the
   *     end was masked because it could be read in two ways
   * @param literalTexts how many texts were seen that differ in their literals, counted up to 64; 0
   *     if the application uses parameters
   * @param hasLeadingWildcard whether a literal after {@code LIKE} was seen that starts with a
   *     wildcard; what is bound to a parameter is never looked at
   * @param calls executions
   * @param seconds how long they took in all
   * @param maxSeconds the longest
   * @param requests requests (or tasks of requests) that executed it at least once
   * @param medianRepeats executions per such request, the median; exact up to 16, then at most 12 %
   *     off
   * @param maxRepeats executions per such request, the largest
   * @param stack where it was executed from when it was first repeated often, innermost first;
   *     empty if it never was
   */
  record StatementUse(
      String id,
      String system,
      String summary,
      String text,
      boolean isWhole,
      int literalTexts,
      boolean hasLeadingWildcard,
      long calls,
      double seconds,
      double maxSeconds,
      long requests,
      int medianRepeats,
      int maxRepeats,
      List<String> stack) {}

  /**
   * One slow request.
   *
   * @param startMillis when it started, milliseconds since 1970
   * @param seconds how long it took
   * @param method {@code GET}, {@code POST} …
   * @param route the route's template
   * @param status the response's status, 0 if not known
   * @param error class name of the exception that ended it, or null
   * @param thread name of the thread that served it
   * @param traceId from {@code traceparent}, or null
   * @param parts where its time went
   * @param statements what its own thread executed, in order of first execution; at most 16
   * @param httpCalls outgoing HTTP calls of its own thread
   * @param gcSeconds for how long all threads stood still for garbage collections while it ran, in
   *     whichever part; null if that is not known
   */
  record SlowRequest(
      long startMillis,
      double seconds,
      String method,
      String route,
      int status,
      @Nullable String error,
      String thread,
      @Nullable String traceId,
      List<Part> parts,
      List<Execution> statements,
      long httpCalls,
      @Nullable Double gcSeconds) {}

  /**
   * A part of a request's time.
   *
   * @param name as in the label {@code part} of {@code http_server_request_part_seconds_total}
   */
  record Part(String name, double seconds) {}

  /** What one request did with one statement. */
  record Execution(String summary, String text, long calls, double seconds) {}
}
