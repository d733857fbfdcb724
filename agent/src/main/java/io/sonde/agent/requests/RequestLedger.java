package io.sonde.agent.requests;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What requests spend their time on, kept by thread while they run and by {@link RouteLedger} when
 * they end.
 *
 * <p>Probes call it with the thread's state, an array of at least {@link #PLACES} of which it uses
 * the places from {@link Places#FIRST} on. A call costs a few array accesses, a request some tens
 * of nanoseconds; nothing is allocated but for what is slow, repeated or seen for the first time.
 *
 * <p>Concurrency: everything that a thread works on is in its own state; what is shared is in
 * {@link Accounts}, {@link RouteLedger} and {@link Books}.
 */
public final class RequestLedger {

  /** How long the state of a thread must be. */
  public static final int PLACES = Places.END;

  /** Part of a call: a number for {@link #callEnds}. */
  public static final int SQL = 0;

  /** See {@link #SQL}. */
  public static final int POOL = 1;

  /** See {@link #SQL}. */
  public static final int HTTP = 2;

  /** Sums of a statement and a route that are kept, over all routes. */
  static final int MAX_USES = 4_000;

  /** Repeats in one request from which on the stack is of interest. */
  public static final int REPEATED = 8;

  /** What {@link #SQL}, {@link #POOL} and {@link #HTTP} are in an account. */
  private static final int[] ACCOUNT_PARTS = {Accounts.SQL, Accounts.POOL, Accounts.HTTP};

  private final Books books;
  private final Accounts accounts = new Accounts();
  private final OwnCpu cpu = new OwnCpu();
  private final AtomicInteger useCount = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final WorkListener listener;

  /** Makes an empty ledger that tells who works for which route. */
  public RequestLedger(WorkListener listener) {
    this.listener = listener;
    this.books = new Books(listener);
  }

  /** Gives the clock of the current thread's CPU time; without it, no time is split. */
  public void readCpuBy(LongSupplier threadCpuNanos) {
    cpu.readBy(threadCpuNanos);
  }

  /** The routes and statements that are told apart. */
  public Books books() {
    return books;
  }

  /** What bounds left out. */
  public long dropped() {
    return dropped.sum() + accounts.dropped() + books.dropped();
  }

  /** A request begins on the current thread. */
  public void begins(long[] state, RouteLedger route, long nowNanos) {
    forget(state, nowNanos);
    state[Places.ROUTE] = route.number();
    state[Places.START] = nowNanos;
    state[Places.WORK] = work(state, route, nowNanos);
    state[Places.KIND] = Places.REQUEST;
    cpu.begins(state, route, nowNanos);
  }

  /**
   * The thread begins something else. A task ends with that (a connector's thread that has ended an
   * asynchronous request goes on with the connection's next one); a request whose end was lost
   * gives its account back.
   */
  private void forget(long[] state, long nowNanos) {
    if (state[Places.KIND] == Places.TASK) {
      taskEnds(state, nowNanos);
    } else if (state[Places.KIND] == Places.REQUEST) {
      RouteLedger route = books.route((int) state[Places.ROUTE]);
      if (route != null) {
        listener.ends(state[Places.WORK], nowNanos, route.workRoute());
      }
      accounts.close(state[Places.TICKET]);
    }
    Places.clear(state);
  }

  private long work(long[] state, RouteLedger route, long nowNanos) {
    return route.workRoute() != 0 && OwnCpu.isPlatform(state)
        ? listener.begins(Thread.currentThread().getId(), nowNanos, route.workRoute())
        : 0;
  }

  /** A call begins that a request may wait for. */
  public void callBegins(long[] state) {
    if (state[Places.KIND] != Places.NONE
        && state[Places.DEPTH]++ == 0
        && state[Places.CPU_MARK] != 0) {
      cpu.pauses(state);
    }
  }

  /** A statement was prepared; {@code number} is 0 if it is not known. */
  public void prepared(long[] state, int number) {
    state[Places.STATEMENT] = number;
  }

  /** A call ends; {@code part} is what it counts for if it is the outermost. */
  public void callEnds(long[] state, int part, long elapsedNanos) {
    if (state[Places.KIND] == Places.NONE || state[Places.DEPTH] == 0) {
      return;
    }
    if (--state[Places.DEPTH] > 0) {
      return;
    }
    state[Places.PARTS + part] += elapsedNanos;
    if (state[Places.KIND] == Places.TASK) {
      // at once: what the task does next may let the request end
      accounts.add(state[Places.TICKET], ACCOUNT_PARTS[part], elapsedNanos);
    }
    if (state[Places.LEASES] > 0 && part != POOL) {
      state[part == SQL ? Places.SQL_WHILE_HELD : Places.HTTP_WHILE_HELD] += elapsedNanos;
    }
    if (state[Places.CPU_MARK] != 0) {
      cpu.resumes(state);
    }
  }

  /** An outgoing HTTP call has ended or was handed over. */
  public void outgoing(long[] state) {
    if (state[Places.KIND] != Places.NONE) {
      state[Places.HTTP_CALLS]++;
    }
  }

  /** A statement was executed; {@code number} is 0 if it is not known. */
  public void executed(long[] state, int number, long elapsedNanos) {
    state[Places.STATEMENT] = number;
    if (state[Places.KIND] == Places.NONE || number == 0) {
      return;
    }
    long times = Executed.add(state, number, elapsedNanos);
    if (times == 0) {
      dropped.increment();
    } else if (times == REPEATED) {
      repeated(number, (int) state[Places.ROUTE]);
    }
  }

  private void repeated(int number, int route) {
    StatementText statement = books.statement(number);
    if (statement == null || !statement.wantsStack(route)) {
      return;
    }
    statement.keepStack(route, CallerStack.frames());
  }

  /** A connection was lent; returns what {@link #released} wants to know, 0 outside of requests. */
  public long lent(long[] state) {
    state[Places.STATEMENT] = 0;
    if (state[Places.KIND] != Places.REQUEST) {
      return 0;
    }
    state[Places.LEASES]++;
    return state[Places.START];
  }

  /** A connection was given back, by whatever thread. */
  public void released(long[] state, long lent, long heldNanos) {
    if (lent != 0
        && state[Places.KIND] == Places.REQUEST
        && state[Places.START] == lent
        && state[Places.LEASES] > 0) {
      state[Places.LEASES]--;
      state[Places.HELD_NANOS] += heldNanos;
    }
  }

  /** The number of the route that the thread works for, as known when that began; 0 for none. */
  public int routeNumber(long[] state) {
    return state[Places.KIND] == Places.NONE ? 0 : (int) state[Places.ROUTE];
  }

  /** The method of a route with a number; empty for 0. */
  public String methodOf(int routeNumber) {
    RouteLedger route = books.route(routeNumber);
    return route == null ? "" : route.method();
  }

  /** The template of a route with a number; empty for 0. */
  public String routeOf(int routeNumber) {
    RouteLedger route = books.route(routeNumber);
    return route == null ? "" : route.route();
  }

  /**
   * Whether the request in which a connection was lent has ended.
   *
   * @param lent what {@link #lent} returned
   */
  public boolean isOver(long[] state, long lent) {
    return lent != 0 && (state[Places.KIND] != Places.REQUEST || state[Places.START] != lent);
  }

  /**
   * The text of the last statement that a thread prepared or executed since it was lent a
   * connection; empty if it is not known. Read by other threads, it may be an earlier one.
   */
  public String lastStatement(long[] state) {
    StatementText statement = books.statement((int) state[Places.STATEMENT]);
    return statement == null ? "" : statement.text();
  }

  /** Work is handed to another thread; returns a ticket for it, 0 outside of requests. */
  public long handsOver(long[] state) {
    if (state[Places.KIND] == Places.NONE) {
      return 0;
    }
    long ticket = state[Places.TICKET];
    if (ticket == 0) {
      ticket = accounts.open((int) state[Places.ROUTE], state[Places.START]);
      state[Places.TICKET] = ticket;
    }
    return ticket;
  }

  /** A call that was handed over has ended, on whatever thread. */
  public void handedCallEnds(long ticket, long elapsedNanos) {
    accounts.add(ticket, Accounts.HTTP, elapsedNanos);
  }

  /** Whether the current thread works for a request, itself or as one of its tasks. */
  public boolean isBusy(long[] state) {
    return state[Places.KIND] != Places.NONE;
  }

  /** The current thread begins a task; {@code ticket} is 0 if no request handed it over. */
  public void taskBegins(long[] state, long ticket, long waitedNanos, long nowNanos) {
    if (ticket == 0 && state[Places.KIND] == Places.NONE) {
      return;
    }
    forget(state, nowNanos);
    RouteLedger route = books.route(Accounts.route(ticket));
    if (route == null) {
      return;
    }
    accounts.add(ticket, Accounts.QUEUE, waitedNanos);
    state[Places.TICKET] = ticket;
    state[Places.ROUTE] = route.number();
    state[Places.WORK] = work(state, route, nowNanos);
    state[Places.KIND] = Places.TASK;
  }

  /** The task on the current thread has ended. */
  public void taskEnds(long[] state, long nowNanos) {
    if (state[Places.KIND] != Places.TASK) {
      return;
    }
    state[Places.KIND] = Places.NONE;
    RouteLedger route = books.route((int) state[Places.ROUTE]);
    if (route != null) {
      listener.ends(state[Places.WORK], nowNanos, route.workRoute());
      book(state, route);
    }
  }

  /**
   * The thread leaves a request that goes on asynchronously.
   *
   * @return a copy of what the state says of the request, for {@link #ends}
   */
  public long[] leaves(long[] state, RouteLedger route, long nowNanos) {
    state[Places.KIND] = Places.NONE;
    state[Places.CPU_NANOS] = cpu.ends(state);
    listener.ends(state[Places.WORK], nowNanos, route.workRoute());
    book(state, route);
    state[Places.EXECUTED] = 0;
    return Arrays.copyOf(state, PLACES);
  }

  /** A request ends on the thread that began it; returns whether it is slow, see {@link #keep}. */
  public boolean ends(long[] state, RouteLedger route, long startNanos, long endNanos) {
    if (state[Places.KIND] != Places.REQUEST) {
      return false;
    }
    state[Places.KIND] = Places.NONE;
    state[Places.CPU_NANOS] = cpu.ends(state);
    listener.ends(state[Places.WORK], endNanos, route.workRoute());
    book(state, route);
    return settle(state, route, endNanos - startNanos, 0);
  }

  /**
   * A request ends that its thread left before.
   *
   * @param left what {@link #leaves} returned
   * @param leftNanos when it did so
   * @return whether it is slow, see {@link #keep}
   */
  public boolean endsAsync(
      long[] left, RouteLedger route, long startNanos, long leftNanos, long endNanos) {
    long asyncNanos = Math.max(0, endNanos - leftNanos);
    return settle(left, route, endNanos - startNanos, asyncNanos);
  }

  /** The request that the thread is in turns out to be another's: nothing of it counts. */
  public void abandons(long[] state, long nowNanos) {
    if (state[Places.KIND] == Places.REQUEST) {
      forget(state, nowNanos);
    }
  }

  /** As {@link #abandons(long[], long)}, of a request that its thread has left. */
  public void abandons(long[] left) {
    accounts.close(left[Places.TICKET]);
    left[Places.TICKET] = 0;
  }

  /** Passes outgoing calls and executed statements on to the route. */
  private void book(long[] state, RouteLedger route) {
    route.addOutgoing(state[Places.HTTP_CALLS]);
    int count = (int) state[Places.EXECUTED];
    long[] list = count == 0 ? null : Executed.list();
    if (list == null) {
      return;
    }
    for (int at = 0; at < count * Executed.WORDS; at += Executed.WORDS) {
      StatementText statement = books.statement((int) list[at + Executed.NUMBER]);
      StatementTally use = statement == null ? null : route.use(statement, this);
      if (use == null) {
        dropped.increment();
      } else {
        use.add(list[at + Executed.CALLS], list[at + Executed.NANOS], list[at + Executed.LONGEST]);
      }
    }
  }

  /** New sums for a statement and a route; null if there are too many. */
  @Nullable StatementTally newTally(StatementText statement) {
    return useCount.get() < MAX_USES && useCount.incrementAndGet() <= MAX_USES
        ? new StatementTally(statement)
        : null;
  }

  /** The request's parts are known now and pass on to the route. */
  private boolean settle(long[] state, RouteLedger route, long durationNanos, long asyncNanos) {
    long duration = Math.max(0, durationNanos);
    Settlement.settle(state, accounts, duration, asyncNanos, route.cpuShare());
    accounts.close(state[Places.TICKET]);
    state[Places.TICKET] = 0;
    route.add(state);
    return route.isSlow(duration);
  }

  /**
   * Keeps a request that was slow.
   *
   * @param state what was given to {@link #ends} or {@link #endsAsync}
   * @param traceParent the header of that name, or null
   */
  public void keep(
      long[] state,
      RouteLedger route,
      long durationNanos,
      int status,
      @Nullable String error,
      @Nullable String traceParent) {
    route.keep(KeptRequest.of(state, books, durationNanos, status, error, traceParent));
  }
}
