package io.sonde.exporters.api;

import java.util.List;

/** Who holds the connections of pools, as far as metrics cannot tell. */
public interface PoolInsights {

  /** Knows of nothing. */
  PoolInsights NONE = List::of;

  /** The pools that have been empty or seem to leak; each call makes a new snapshot. */
  List<PoolUse> pools();

  /**
   * What is known of one pool. Looked at once a second; no list is longer than ten.
   *
   * @param pool as in {@code db_client_connection_pool_name}
   * @param emptyMillis when the pool was last seen without a free connection and with callers that
   *     wait for one, milliseconds since 1970; 0 if never
   * @param whenEmpty who held connections then, longest first
   * @param lentWhenEmpty how many were held then
   * @param lookedMillis when the pool was last looked at
   * @param suspects connections that are held for suspiciously long, longest first
   * @param suspectCount how many there are
   * @param lostMillis when a connection was last found to be garbage without having been closed; 0
   *     if never
   * @param lost such connections, latest first; held until they were found
   * @param lostCount how many there were since the start
   */
  record PoolUse(
      String pool,
      long emptyMillis,
      List<Holder> whenEmpty,
      int lentWhenEmpty,
      long lookedMillis,
      List<Holder> suspects,
      int suspectCount,
      long lostMillis,
      List<Holder> lost,
      long lostCount) {

    /** Nothing is known. */
    static PoolUse none(String pool) {
      return new PoolUse(pool, 0, List.of(), 0, 0, List.of(), 0, 0, List.of(), 0);
    }
  }

  /**
   * Who holds, or held, a connection.
   *
   * @param thread name of the thread that asked for it
   * @param method of the request for which it did; empty outside of requests
   * @param route of that request, as far as it was known then; empty outside of requests
   * @param isRequestOver whether the thread has ended that request, or left it to go on
   *     asynchronously, but the connection was not given back
   * @param heldSeconds for how long
   * @param statement what the thread prepared or executed last, without literals; empty if nothing,
   *     or if it has gone on to something else
   * @param isExecuting whether the thread was executing a statement
   * @param borrowedAt the stack of the call that asked for it, innermost first; empty unless the
   *     route was under suspicion by then
   */
  record Holder(
      String thread,
      String method,
      String route,
      boolean isRequestOver,
      double heldSeconds,
      String statement,
      boolean isExecuting,
      List<String> borrowedAt) {

    /** The route, or else the thread. */
    String name() {
      return route.isEmpty() ? "thread " + thread : method + ' ' + route;
    }
  }
}
