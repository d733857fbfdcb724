package io.sonde.agent.requests;

/**
 * Splits the duration of a request into parts that add up to it.
 *
 * <p>What other threads did for it is taken from the time in which its own thread did nothing that
 * is known; if they did more than fits (they ran side by side), each part is shortened in
 * proportion.
 *
 * <p>{@link RequestPart#GC} is 0 here: which requests a collection stopped is known of all of a
 * route's requests together ({@link RouteLedger}).
 *
 * <p>Works on the state of one thread, from {@link Places#SETTLED} on: one place per {@link
 * RequestPart#index()}, nanoseconds, none below zero.
 */
final class Settlement {

  private Settlement() {}

  /**
   * Settles a request that has ended.
   *
   * @param durationNanos from its begin to its end, at least 0
   * @param asyncNanos of these, after its thread had left it
   * @param cpuShare what of its thread's own time is computing, if that was not read; 0 to 1
   */
  static void settle(
      long[] state, Accounts accounts, long durationNanos, long asyncNanos, double cpuShare) {
    double sql = state[Places.PARTS + RequestLedger.SQL];
    double pool = state[Places.PARTS + RequestLedger.POOL];
    double http = state[Places.PARTS + RequestLedger.HTTP];
    double queue = 0;
    double other = (double) Math.min(asyncNanos, durationNanos);
    double rest = Math.max(0.0, (double) durationNanos - other - sql - pool - http);
    long cpuNanos = state[Places.CPU_NANOS];
    double computed = cpuNanos >= 0 ? Math.min((double) cpuNanos, rest) : rest * cpuShare;
    long ticket = state[Places.TICKET];
    if (ticket != 0) {
      double handedQueue = accounts.read(ticket, Accounts.QUEUE);
      double handedSql = accounts.read(ticket, Accounts.SQL);
      double handedPool = accounts.read(ticket, Accounts.POOL);
      double handedHttp = accounts.read(ticket, Accounts.HTTP);
      double handed = handedQueue + handedSql + handedPool + handedHttp;
      double room = other + rest - computed;
      double scale = handed > room ? room / handed : 1;
      queue = handedQueue * scale;
      sql += handedSql * scale;
      pool += handedPool * scale;
      http += handedHttp * scale;
      other -= Math.min(other, handed * scale);
    }
    put(state, RequestPart.SQL, (long) sql);
    put(state, RequestPart.CONNECTION_WAIT, (long) pool);
    put(state, RequestPart.HTTP_CLIENT, (long) http);
    put(state, RequestPart.EXECUTOR_QUEUE, (long) queue);
    put(state, RequestPart.GC, 0);
    put(state, RequestPart.OTHER, (long) other);
    long known = (long) sql + (long) pool + (long) http + (long) queue + (long) other;
    long own = Math.max(0, durationNanos - known);
    long cpu = Math.min((long) computed, own);
    put(state, RequestPart.CPU, cpu);
    put(state, RequestPart.BLOCKED, own - cpu);
  }

  private static void put(long[] state, RequestPart part, long nanos) {
    state[Places.SETTLED + part.index()] = nanos;
  }

  /** One part of what {@link #settle} found. */
  static long part(long[] state, RequestPart part) {
    return state[Places.SETTLED + part.index()];
  }
}
