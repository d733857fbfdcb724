package io.sonde.agent.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of one route's requests went.
 *
 * <p>Requests add to sums. Once a second {@link #refresh}, on a thread of ours, passes them on to
 * the published values, with the part that is on the route's own thread split into computing and
 * waiting by the share found in the requests whose CPU time was read, and into the standstill of
 * garbage collections by the share of the clock's time that they took. Published values never
 * decrease, and those of one refresh belong together.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>sums</td><td>refresh</td><td>atomic, requests</td><td>none</td></tr>
 * <tr><td>{@code published}</td><td>volatile; the array is never changed</td><td>volatile,
 * refresh</td><td>none</td></tr>
 * <tr><td>{@code uses[i]}</td><td>volatile</td><td>compare-and-set, once</td><td>none</td></tr>
 * <tr><td>{@code slowNanos}</td><td>volatile; a stale value costs a look under the lock</td>
 * <td>volatile</td><td>{@code slow}</td></tr>
 * <tr><td>{@code nextCpuNanos}</td><td>plain</td><td>plain; a lost write lets one more request
 * through</td><td>none</td></tr>
 * <tr><td>{@code slow}, {@code earlier}</td><td>under the lock</td><td>under the lock</td>
 * <td>{@code slow}; only a request slower than those kept takes it</td></tr>
 * </table>
 */
public final class RouteLedger {

  /** Statements of one route that are told apart. */
  static final int MAX_STATEMENTS = 64;

  /** The least time between two requests whose CPU time is read. */
  private static final long CPU_EVERY_NANOS = 50_000_000;

  /** Slow requests that are kept per route and window. */
  static final int MAX_SLOW = 3;

  private final int number;
  private final int base;
  private final String method;
  private final String route;
  private final int workRoute;
  private final LongAdder requests = new LongAdder();
  private final LongAdder sql = new LongAdder();
  private final LongAdder pool = new LongAdder();
  private final LongAdder http = new LongAdder();
  private final LongAdder queue = new LongAdder();
  private final LongAdder rest = new LongAdder();
  private final LongAdder other = new LongAdder();
  private final LongAdder sampledRest = new LongAdder();
  private final LongAdder sampledCpu = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder sqlWhileHeld = new LongAdder();
  private final LongAdder httpWhileHeld = new LongAdder();
  private final LongAdder outgoing = new LongAdder();
  private final AtomicReferenceArray<@Nullable StatementTally> uses =
      new AtomicReferenceArray<>(2 * MAX_STATEMENTS);
  private final List<KeptRequest> slow = new ArrayList<>(MAX_SLOW);
  private List<KeptRequest> earlier = List.of();
  private volatile long slowNanos;
  private volatile double cpuShare;
  private volatile RouteTimes published = RouteTimes.NONE;
  private long nextCpuNanos;
  private long restBefore;
  private long sampledRestBefore;
  private long sampledCpuBefore;
  private double cpuNanos;
  private double blockedNanos;
  private double stoppedNanos;

  /**
   * A route.
   *
   * @param number above 0
   * @param base the number of the route as it was known when the request began
   * @param workRoute the number by {@link WorkListener#route}
   */
  RouteLedger(int number, int base, String method, String route, int workRoute) {
    this.number = number;
    this.base = base == 0 ? number : base;
    this.method = method;
    this.route = route;
    this.workRoute = workRoute;
  }

  int number() {
    return number;
  }

  int base() {
    return base;
  }

  int workRoute() {
    return workRoute;
  }

  /** The request's method. */
  public String method() {
    return method;
  }

  /** The route's template. */
  public String route() {
    return route;
  }

  /** What requests up to the last refresh did. */
  public RouteTimes times() {
    return published;
  }

  /** The share of the time on the request's own thread that is spent computing; estimated. */
  double cpuShare() {
    return cpuShare;
  }

  /** Whether the CPU time of a request that begins now shall be read; says so now and then. */
  boolean wantsCpu(long nowNanos) {
    if (nextCpuNanos != 0 && nowNanos - nextCpuNanos < 0) {
      return false;
    }
    nextCpuNanos = nowNanos + CPU_EVERY_NANOS;
    return true;
  }

  /** A request has ended and is settled in its thread's state: see {@link Settlement}. */
  void add(long[] state) {
    requests.increment();
    addSome(sql, Settlement.part(state, RequestPart.SQL));
    addSome(pool, Settlement.part(state, RequestPart.CONNECTION_WAIT));
    addSome(http, Settlement.part(state, RequestPart.HTTP_CLIENT));
    addSome(queue, Settlement.part(state, RequestPart.EXECUTOR_QUEUE));
    addSome(other, Settlement.part(state, RequestPart.OTHER));
    long cpuNanos = Settlement.part(state, RequestPart.CPU);
    long restNanos = cpuNanos + Settlement.part(state, RequestPart.BLOCKED);
    addSome(rest, restNanos);
    if (state[Places.CPU_NANOS] >= 0) {
      sampledRest.add(restNanos);
      sampledCpu.add(cpuNanos);
    }
    addSome(held, state[Places.HELD_NANOS]);
    addSome(sqlWhileHeld, state[Places.SQL_WHILE_HELD]);
    addSome(httpWhileHeld, state[Places.HTTP_WHILE_HELD]);
  }

  /** Outgoing HTTP calls were made by a request, or by a task of one. */
  void addOutgoing(long calls) {
    addSome(outgoing, calls);
  }

  /** Outgoing HTTP calls by all requests. */
  public long outgoing() {
    return outgoing.sum();
  }

  private static void addSome(LongAdder sum, long more) {
    if (more > 0) {
      sum.add(more);
    }
  }

  /** The sums of a statement; null if there are too many. */
  @Nullable StatementTally use(StatementText statement, RequestLedger ledger) {
    int slots = uses.length();
    for (int i = 0; i < MAX_STATEMENTS; i++) {
      int slot = (statement.number() + i) & (slots - 1);
      StatementTally use = uses.get(slot);
      if (use == null) {
        StatementTally made = ledger.newTally(statement);
        if (made == null) {
          return null;
        }
        use = uses.compareAndSet(slot, null, made) ? made : uses.get(slot);
      }
      if (use != null && use.statement() == statement) {
        return use;
      }
    }
    return null;
  }

  /** The statements that the route's requests executed. */
  public List<StatementTally> uses() {
    List<StatementTally> found = new ArrayList<>();
    for (int i = 0; i < uses.length(); i++) {
      StatementTally use = uses.get(i);
      if (use != null) {
        found.add(use);
      }
    }
    return found;
  }

  /** Where a statement was repeated from, innermost first; empty if that was not seen. */
  public List<String> stack(StatementText statement) {
    return statement.stack(base);
  }

  boolean isSlow(long durationNanos) {
    return durationNanos > slowNanos;
  }

  /** Keeps a slow request in the place of the fastest one kept. */
  void keep(KeptRequest request) {
    synchronized (slow) {
      if (slow.size() >= MAX_SLOW) {
        slow.remove(fastest());
      }
      slow.add(request);
      slowNanos = slow.size() < MAX_SLOW ? 0 : slow.get(fastest()).durationNanos();
    }
  }

  private int fastest() {
    int fastest = 0;
    for (int i = 1; i < slow.size(); i++) {
      if (slow.get(i).durationNanos() < slow.get(fastest).durationNanos()) {
        fastest = i;
      }
    }
    return fastest;
  }

  /** The slowest requests of this window and the one before. */
  public List<KeptRequest> slowRequests() {
    synchronized (slow) {
      List<KeptRequest> all = new ArrayList<>(earlier);
      all.addAll(slow);
      return all;
    }
  }

  /** Starts a new window of slow requests. */
  public void turnWindow() {
    synchronized (slow) {
      earlier = List.copyOf(slow);
      slow.clear();
      slowNanos = 0;
    }
  }

  /**
   * Publishes the sums; called by one thread of ours.
   *
   * @param stoppedShare for which share of the time since the last call all threads stood still; 0
   *     to 1
   */
  public void refresh(double stoppedShare) {
    long restNow = rest.sum();
    long sampledRestNow = sampledRest.sum();
    long sampledCpuNow = sampledCpu.sum();
    if (sampledRestNow > sampledRestBefore) {
      cpuShare =
          Math.min(
              1,
              (double) (sampledCpuNow - sampledCpuBefore) / (sampledRestNow - sampledRestBefore));
    }
    double added = (double) (restNow - restBefore);
    double computed = added * cpuShare;
    // the clock of a thread's CPU time stands still with it
    double stopped = Math.min(added * stoppedShare, added - computed);
    cpuNanos += computed;
    stoppedNanos += stopped;
    blockedNanos += added - computed - stopped;
    restBefore = restNow;
    sampledRestBefore = sampledRestNow;
    sampledCpuBefore = sampledCpuNow;
    double[] nanos = new double[RequestPart.values().length];
    nanos[RequestPart.SQL.index()] = sql.sum();
    nanos[RequestPart.CONNECTION_WAIT.index()] = pool.sum();
    nanos[RequestPart.HTTP_CLIENT.index()] = http.sum();
    nanos[RequestPart.EXECUTOR_QUEUE.index()] = queue.sum();
    nanos[RequestPart.CPU.index()] = cpuNanos;
    nanos[RequestPart.BLOCKED.index()] = blockedNanos;
    nanos[RequestPart.GC.index()] = stoppedNanos;
    nanos[RequestPart.OTHER.index()] = other.sum();
    double totalNanos = 0;
    for (double part : nanos) {
      totalNanos += part;
    }
    published =
        new RouteTimes(
            requests.sum(),
            totalNanos / 1e9,
            nanos,
            held.sum() / 1e9,
            sqlWhileHeld.sum() / 1e9,
            httpWhileHeld.sum() / 1e9);
  }
}
