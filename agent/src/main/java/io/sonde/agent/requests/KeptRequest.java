package io.sonde.agent.requests;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the slowest requests of a route, without any value of the application.
 *
 * @param startMillis when it started, milliseconds since 1970
 * @param durationNanos how long it took
 * @param status the response's status, 0 if not known
 * @param error class name of the exception that ended it, or null
 * @param thread name of the thread that served it
 * @param traceParent the header of the W3C's trace context, or null
 * @param partNanos by {@link RequestPart#index()}; {@code cpu} and {@code blocked} are estimates
 *     unless {@code isCpuMeasured}
 * @param isCpuMeasured whether the CPU time of this request was read
 * @param executions what its own thread executed, in order of first execution
 * @param httpCalls outgoing HTTP calls of its own thread
 */
public record KeptRequest(
    long startMillis,
    long durationNanos,
    int status,
    @Nullable String error,
    String thread,
    @Nullable String traceParent,
    List<Long> partNanos,
    boolean isCpuMeasured,
    List<Execution> executions,
    long httpCalls) {

  /** What it did with one statement. */
  public record Execution(StatementText statement, long calls, long nanos) {}

  /** The request that has just ended on the current thread, or left it before. */
  static KeptRequest of(
      long[] state,
      Books books,
      long durationNanos,
      int status,
      @Nullable String error,
      @Nullable String traceParent) {
    List<Long> parts = new ArrayList<>();
    for (RequestPart part : RequestPart.values()) {
      parts.add(Settlement.part(state, part));
    }
    return new KeptRequest(
        System.currentTimeMillis() - durationNanos / 1_000_000,
        durationNanos,
        status,
        error,
        Thread.currentThread().getName(),
        traceParent,
        List.copyOf(parts),
        state[Places.CPU_NANOS] >= 0,
        executions(state, books),
        state[Places.HTTP_CALLS]);
  }

  private static List<Execution> executions(long[] state, Books books) {
    List<Execution> executions = new ArrayList<>();
    long[] list = Executed.list();
    for (int i = 0; list != null && i < state[Places.EXECUTED]; i++) {
      int at = i * Executed.WORDS;
      StatementText statement = books.statement((int) list[at + Executed.NUMBER]);
      if (statement != null) {
        executions.add(
            new Execution(statement, list[at + Executed.CALLS], list[at + Executed.NANOS]));
      }
    }
    return List.copyOf(executions);
  }
}
