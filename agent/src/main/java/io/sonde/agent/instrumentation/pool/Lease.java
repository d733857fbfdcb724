package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.requests.LoanSource.Loan;
import io.sonde.agent.requests.RequestLedger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is lent; it refers neither to the connection nor to the thread.
 *
 * @param pool which pool lent it
 * @param startNanos when
 * @param lent what {@link RequestLedger#lent} said
 * @param thread name of the thread that asked for it
 * @param route number of the route that it worked for; 0 if for none
 * @param state that of the thread, which goes on changing it: others see what it did, or what it
 *     did shortly before
 * @param borrowedAt the stack of the call that asked for it; null if that was not looked at
 */
@SuppressWarnings("ArrayRecordComponent") // leases are not compared; the array itself is meant
record Lease(
    PoolHandle pool,
    long startNanos,
    long lent,
    String thread,
    int route,
    long[] state,
    @Nullable List<String> borrowedAt) {

  /** Virtual threads have no name unless they are given one. */
  private static final String UNNAMED = "(unnamed)";

  long heldNanos(long nowNanos) {
    return nowNanos - startNanos;
  }

  /** What can be shown of it while it is lent. */
  Loan loan(RequestLedger requests, long nowNanos) {
    boolean isOver = requests.isOver(state, lent);
    return loan(
        requests,
        nowNanos,
        isOver,
        isOver ? "" : requests.lastStatement(state),
        !isOver && state[CallState.JDBC] != 0);
  }

  /** What can be shown of it when the connection is no more. */
  Loan lost(RequestLedger requests, long nowNanos) {
    return loan(requests, nowNanos, requests.isOver(state, lent), "", false);
  }

  private Loan loan(
      RequestLedger requests,
      long nowNanos,
      boolean isRequestOver,
      String statement,
      boolean isExecuting) {
    return new Loan(
        thread.isEmpty() ? UNNAMED : thread,
        requests.methodOf(route),
        requests.routeOf(route),
        isRequestOver,
        heldNanos(nowNanos),
        statement,
        isExecuting,
        borrowedAt == null ? List.of() : borrowedAt);
  }
}
