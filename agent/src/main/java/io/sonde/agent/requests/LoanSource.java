package io.sonde.agent.requests;

import java.util.List;

/** Knows which connections of pools are lent, and to whom. */
public interface LoanSource {

  /** Knows of none. */
  LoanSource NONE = List::of;

  /** The pools that callers have waited for, or that have loans which are suspicious. */
  List<PoolLoans> pools();

  /**
   * What is known of one pool.
   *
   * @param pool the pool's name, as in {@code db_client_connection_pool_name}
   * @param emptyMillis when callers were last seen to wait, milliseconds since 1970; 0 if never
   * @param whenEmpty who held connections then, longest first; bounded
   * @param lentWhenEmpty how many were lent then
   * @param lookedMillis when the pool was last looked at
   * @param suspects loans that last suspiciously long now, longest first; bounded
   * @param suspectCount how many such loans there are
   * @param lostMillis when a loan was last found lost; 0 if never
   * @param lost loans whose connection was collected as garbage without having been closed, latest
   *     first; bounded
   * @param lostCount how many such loans there were
   */
  record PoolLoans(
      String pool,
      long emptyMillis,
      List<Loan> whenEmpty,
      int lentWhenEmpty,
      long lookedMillis,
      List<Loan> suspects,
      int suspectCount,
      long lostMillis,
      List<Loan> lost,
      long lostCount) {}

  /**
   * A connection that is lent, or was when it was looked at.
   *
   * @param thread name of the thread that asked for it, as it was then; {@code (unnamed)} if none
   * @param method of the request that it asked for it; empty if it worked for none
   * @param route of that request, as far as it was known then
   * @param isRequestOver whether the thread has ended that request since, or left it to go on
   *     asynchronously
   * @param heldNanos since when
   * @param statement the last statement that the thread prepared or executed since, without
   *     literals; empty if none, or if it has gone on to something else
   * @param isExecuting whether the thread was executing a statement
   * @param borrowedAt the stack of the call that asked for it, innermost first; empty unless the
   *     route was under suspicion by then
   */
  record Loan(
      String thread,
      String method,
      String route,
      boolean isRequestOver,
      long heldNanos,
      String statement,
      boolean isExecuting,
      List<String> borrowedAt) {}
}
