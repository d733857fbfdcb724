package io.sonde.agent.requests;

/**
 * Splits the duration of a request into parts that add up to it.
 *
 * <p>What other threads did for it is taken from the time in which its own thread did nothing that
 * is known; if they did more than fits (they ran side by side), each part is shortened in
 * proportion.
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
    state[Places.SETTLED] = (long) sql;
    state[Places.SETTLED + 1] = (long) pool;
    state[Places.SETTLED + 2] = (long) http;
    state[Places.SETTLED + 3] = (long) queue;
    state[Places.SETTLED + 6] = (long) other;
    long known = (long) sql + (long) pool + (long) http + (long) queue + (long) other;
    long own = Math.max(0, durationNanos - known);
    state[Places.SETTLED + 4] = Math.min((long) computed, own);
    state[Places.SETTLED + 5] = own - state[Places.SETTLED + 4];
  }

  /** One part of what {@link #settle} found. */
  static long part(long[] state, RequestPart part) {
    return state[Places.SETTLED + part.index()];
  }
}
