package io.sonde.agent.requests;

/**
 * Where in a thread's state this package keeps what belongs to the request that the thread works
 * for. Only the owning thread reads and writes them.
 */
final class Places {

  /** The first place; those before belong to the probes. */
  static final int FIRST = 16;

  /** {@link #NONE}, {@link #REQUEST} or {@link #TASK}. */
  static final int KIND = FIRST;

  /** Names the account that other threads add to, and the route; 0 if nothing was handed over. */
  static final int TICKET = FIRST + 1;

  /** Calls in progress, one within the other; only the outermost is timed. */
  static final int DEPTH = FIRST + 2;

  /** Time in calls, by part: three places. */
  static final int PARTS = FIRST + 3;

  static final int HTTP_CALLS = FIRST + 6;

  /** Reading of the thread's CPU clock since which it works by itself; 0 if it is not read. */
  static final int CPU_MARK = FIRST + 7;

  /** What the thread has computed by itself up to the last call; -1 if that was given up. */
  static final int CPU_NANOS = FIRST + 8;

  static final int CPU_READINGS = FIRST + 9;

  /** Connections that the request holds. */
  static final int LEASES = FIRST + 10;

  static final int HELD_NANOS = FIRST + 11;
  static final int SQL_WHILE_HELD = FIRST + 12;
  static final int HTTP_WHILE_HELD = FIRST + 13;

  /** Number of the route as known when the request began. */
  static final int ROUTE = FIRST + 14;

  /** What {@link WorkListener#begins} returned. */
  static final int WORK = FIRST + 15;

  /** Different statements in {@link Executed}. */
  static final int EXECUTED = FIRST + 16;

  /** The places before this one are zeroed when a request begins. */
  static final int FIRST_KEPT = FIRST + 17;

  /** When this request began; what tells its leases from those of an earlier one. */
  static final int START = FIRST + 17;

  /** When a request was last sampled for its CPU time. */
  static final int LAST_SAMPLE = FIRST + 18;

  /** 0 if not known, or one of {@link OwnCpu}. */
  static final int THREAD_KIND = FIRST + 19;

  /** How the parts of the last request were settled: {@link Settlement}. */
  static final int SETTLED = FIRST + 20;

  /** Number of the last statement that the thread prepared or executed; kept between requests. */
  static final int STATEMENT = FIRST + 28;

  /** How long the array must be. */
  static final int END = FIRST + 29;

  /** The thread works for no request. */
  static final long NONE = 0;

  /** The thread serves a request. */
  static final long REQUEST = 1;

  /** The thread runs a task that a request handed over. */
  static final long TASK = 2;

  private Places() {}

  static void clear(long[] state) {
    for (int i = FIRST; i < FIRST_KEPT; i++) {
      state[i] = 0;
    }
  }
}
