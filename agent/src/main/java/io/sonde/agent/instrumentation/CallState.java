package io.sonde.agent.instrumentation;

import io.sonde.agent.requests.RequestLedger;
import java.util.Arrays;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * What a thread is in the middle of: one flag per kind of call, so that the outermost call owns the
 * measurement and nested wrappers record nothing.
 *
 * <p>The value of the thread-local is a {@code long[]}, a type of the JDK: a pooled thread that
 * outlives the agent keeps no class of ours alive. Only the owning thread reads and writes its
 * array. Fork-join workers have theirs in a table of weak keys.
 *
 * <p>A flag is set last in {@code enter} and cleared first in {@code exit}. Should an exit be lost
 * (a {@link StackOverflowError} between body and exit), the flag stays set until the next request
 * or task on that thread calls {@link #reset}.
 */
public final class CallState {

  /** Not 0 on Sonde's own threads, for good: nothing is measured on them. */
  public static final int MUTED = 0;

  /** A statement is being executed. */
  public static final int JDBC = 1;

  /** A statement is being prepared or created. */
  public static final int PREPARE = 2;

  /** A connection is being asked for. */
  public static final int GET_CONNECTION = 3;

  /** A connection is being closed. */
  public static final int RELEASE = 4;

  /** An outgoing HTTP call is under way; which kind of call is said by the package of clients. */
  public static final int HTTP_CLIENT = 5;

  /**
   * A request is being served, and by whose probe: 1 and 2 a servlet's, 3 the JDK's server's, 4
   * reactor-netty's, 6 Undertow's.
   */
  public static final int SERVER = 6;

  /** A driver opens a connection. */
  public static final int CONNECT = 7;

  /** Start of the task that the thread runs, in {@link System#nanoTime()}; 0 when none. */
  public static final int TASK_START = 8;

  /** Identity hash of the task that the thread runs. */
  public static final int TASK_ID = 9;

  /** A value that a nested call leaves for the call around it (the number of a database). */
  public static final int NESTED_DATABASE = 10;

  /** Number of the route handle of the request that is being served; 0 when unknown. */
  public static final int SERVER_ROUTE = 11;

  /** Number of the server handle of the outgoing HTTP call that the thread is in. */
  public static final int CLIENT_SERVER = 12;

  /** When the thread entered the present call of an {@code HttpURLConnection}. */
  public static final int CLIENT_CALL = 13;

  /** Ticket of the task whose stamp was last taken, see {@link RequestLedger#handsOver}. */
  public static final int TASK_TICKET = 14;

  /** Token of the run of a timer's task that the thread is in; 0 when none. */
  public static final int TIMER_RUN = 15;

  /** Number of the cache whose next record is awaited, see the package of caches. */
  public static final int CACHE = RequestLedger.PLACES;

  /** Number of the cache that is about to record hits of several keys at once. */
  public static final int CACHE_BULK_HITS = CACHE + 1;

  /** As {@link #CACHE_BULK_HITS}, of misses. */
  public static final int CACHE_BULK_MISSES = CACHE + 2;

  /** Number of the cache that computes a value if it has none. */
  public static final int CACHE_COMPUTING = CACHE + 3;

  /** How far that computation is. */
  public static final int CACHE_PHASE = CACHE + 4;

  /** Number of the cache that is being written to. */
  public static final int CACHE_PUT = CACHE + 5;

  /** Number of the cache whose call is under way, where the library says so. */
  public static final int CACHE_RECORDING = CACHE + 6;

  /** How often the retried call that is under way has failed, see the package of resilience. */
  public static final int RETRY = CACHE + 7;

  /** When the cache that computes a value had found nothing. */
  public static final int CACHE_LOAD = CACHE + 8;

  /**
   * The first of {@link #ROW_PLACES} places of the row counts. Those from 16 on before {@link
   * #CACHE} belong to {@link RequestLedger}.
   */
  public static final int ROWS = CACHE + 9;

  /** How many places the row counts have. */
  public static final int ROW_PLACES = 20;

  /** When the message was begun that the thread sends and no batch has taken yet; 0 when none. */
  public static final int MESSAGE_START = ROWS + ROW_PLACES;

  /** Number of the destination of the message that the thread sends. */
  public static final int MESSAGE_DESTINATION = MESSAGE_START + 1;

  /** {@link #MESSAGE_START} of the message within whose sending the thread sends another. */
  public static final int MESSAGE_OUTER_START = MESSAGE_START + 2;

  /** {@link #MESSAGE_DESTINATION} of that one. */
  public static final int MESSAGE_OUTER_DESTINATION = MESSAGE_START + 3;

  /** {@link #MESSAGE_START} of the message that a batch took last. */
  public static final int MESSAGE_TAKEN = MESSAGE_START + 4;

  /** A message is being sent, by a client whose calls nest; see the package of messaging. */
  public static final int MESSAGE_SENDING = MESSAGE_START + 5;

  /** A message is being asked for. */
  public static final int MESSAGE_RECEIVING = MESSAGE_START + 6;

  /** The application works for a message. */
  public static final int MESSAGE_PROCESSING = MESSAGE_START + 7;

  /** The load of many keys at once that is under way, see the package of Caffeine. */
  public static final int CACHE_BULK_LOAD = MESSAGE_START + 8;

  /** The call that loads if it finds nothing, see the package of Spring's caches. */
  public static final int CACHE_GET_OR_LOAD = MESSAGE_START + 9;

  /** Which pools objects are being borrowed from, see the package of object pools. */
  public static final int OBJECT_POOLS = MESSAGE_START + 10;

  /**
   * Number of the route of the request that the thread has just served, if its connection is no
   * longer HTTP; 0 if none.
   */
  public static final int UPGRADED = MESSAGE_START + 11;

  /** The request that is being served opens a stream of events, as a framework said; 0 if not. */
  public static final int EVENT_STREAM = MESSAGE_START + 12;

  /**
   * Number of the cache whose operation is under way and may call its loader, 0 while it does; see
   * the package of Ehcache.
   */
  public static final int CACHE_LOADER = MESSAGE_START + 13;

  private static final int SIZE = CACHE_LOADER + 1;

  private static final ThreadLocal<long @Nullable []> STATE = new ThreadLocal<>();

  private CallState() {}

  /** The state of the current thread; made on first use. */
  public static long[] current() {
    long[] state = known();
    return state == null ? made() : state;
  }

  /** The state of the current thread, or null if it has none yet. */
  public static long @Nullable [] known() {
    Thread thread = Thread.currentThread();
    if (thread instanceof ForkJoinWorkerThread) {
      long[] state = Workers.STATES.get(thread);
      if (state != null) {
        return state;
      }
    }
    return STATE.get();
  }

  private static long[] made() {
    long[] state = new long[SIZE];
    Thread thread = Thread.currentThread();
    if (!(thread instanceof ForkJoinWorkerThread) || !Workers.STATES.add(thread, state)) {
      STATE.set(state);
    }
    return state;
  }

  /** Forgets threads that have ended; called now and then by a thread of ours. */
  public static void expunge() {
    Workers.STATES.expunge();
  }

  /** Marks the current thread as one of ours: no call on it is ever measured. */
  public static void muteCurrentThread() {
    current()[MUTED] = 1;
  }

  /** Forgets every call in progress; a request or task starts on the thread. */
  public static void reset(long[] state) {
    for (int i = MUTED + 1; i < TASK_START; i++) {
      state[i] = 0;
    }
    Arrays.fill(state, CACHE, SIZE, 0);
  }

  /** The clock reading that stands for "measured": never 0. */
  public static long now() {
    long now = System.nanoTime();
    return now == 0L ? 1L : now;
  }

  /**
   * The states of fork-join workers, by thread: from those of the common pool the JDK takes all
   * thread-locals away after each task.
   */
  private static final class Workers {

    static final int MAX_WORKERS = 8_192;

    static final WeakIdentityTable<long[]> STATES =
        new WeakIdentityTable<>("fork_join_workers", MAX_WORKERS);

    private Workers() {}
  }
}
