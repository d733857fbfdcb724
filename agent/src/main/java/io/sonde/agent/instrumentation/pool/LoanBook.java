package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.requests.LoanSource;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.bootstrap.SondeHook;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who held connections when a pool was empty, and which connections seem not to come back.
 *
 * <p>It looks once a second, on a thread of ours, at what {@link Leases} has anyway; callers of
 * {@code getConnection} pay nothing for it. Only pools that {@link PoolSource} knows are looked at:
 * of others it is not certain that every close is seen.
 *
 * <p>Concurrency: confined to that thread but for {@code shown}, which is volatile and never
 * changed.
 */
final class LoanBook implements LoanSource {

  /** Loans that are shown of one kind. */
  static final int MAX_LOANS = 10;

  /** How long after the last suspicion further borrowers of the same routes are looked at. */
  private static final long WATCH_NANOS = Duration.ofMinutes(10).toNanos();

  private final Leases leases;
  private final LostLeases lost;
  private final RequestLedger requests;
  private final long leakNanos;
  private final Map<PoolHandle, Page> pages = new HashMap<>();
  private volatile List<PoolLoans> shown = List.of();

  /** A book; {@code leakAfter} is how long a connection may be held, zero for ever. */
  LoanBook(Leases leases, LostLeases lost, RequestLedger requests, Duration leakAfter) {
    this.leases = leases;
    this.lost = lost;
    this.requests = requests;
    this.leakNanos = leakAfter.toNanos();
  }

  @Override
  public List<PoolLoans> pools() {
    return shown;
  }

  /** Looks once, with the pools that are empty now. */
  void refresh(Set<PoolHandle> empty, long nowNanos, long nowMillis) {
    if (SondeHook.isPaused()) {
      // connections are given back unseen
      leases.forget();
      lost.drain(ignored -> {});
      close(pool -> true);
      shown = List.of();
      return;
    }
    close(pool -> !pool.isOpenPool());
    Map<PoolHandle, List<Lease>> held = new HashMap<>();
    Map<PoolHandle, List<Lease>> late = new HashMap<>();
    leases.forEach(
        lease -> {
          if (empty.contains(lease.pool())) {
            held.computeIfAbsent(lease.pool(), pool -> new ArrayList<>()).add(lease);
          }
          if (leakNanos > 0 && lease.heldNanos(nowNanos) >= leakNanos) {
            late.computeIfAbsent(lease.pool(), pool -> new ArrayList<>()).add(lease);
          }
        });
    late.keySet().removeIf(pool -> !pool.isOpenPool());
    held.forEach((pool, all) -> page(pool).empty(all, nowNanos, nowMillis));
    lost.drain(lease -> lost(lease, nowNanos, nowMillis));
    late.keySet().forEach(this::page);
    List<PoolLoans> all = new ArrayList<>();
    pages.forEach(
        (pool, page) -> {
          page.suspect(late.getOrDefault(pool, List.of()), nowNanos);
          page.lostCount += leakNanos > 0 ? pool.takeLost() : 0;
          pool.suspect(page.watched(nowNanos), nowNanos);
          all.add(page.loans(pool.name(), nowMillis));
        });
    shown = List.copyOf(all);
  }

  /** Forgets pools, and that they are under suspicion. */
  private void close(Predicate<PoolHandle> which) {
    for (Iterator<PoolHandle> known = pages.keySet().iterator(); known.hasNext(); ) {
      PoolHandle pool = known.next();
      if (which.test(pool)) {
        pool.suspect(PoolHandle.NO_ROUTES, 0);
        known.remove();
      }
    }
  }

  private void lost(Lease lease, long nowNanos, long nowMillis) {
    if (leakNanos > 0 && lease.pool().isOpenPool()) {
      page(lease.pool()).lose(lease, nowNanos, nowMillis);
    }
  }

  private Page page(PoolHandle pool) {
    return pages.computeIfAbsent(pool, first -> new Page());
  }

  private List<Loan> longest(List<Lease> some, long nowNanos) {
    return some.stream()
        .sorted(Comparator.comparingLong(lease -> -lease.heldNanos(nowNanos)))
        .limit(MAX_LOANS)
        .map(lease -> lease.loan(requests, nowNanos))
        .toList();
  }

  /** What is written down of one pool. */
  private final class Page {

    private long emptyMillis;
    private List<Loan> whenEmpty = List.of();
    private int lentWhenEmpty;
    private List<Loan> suspects = List.of();
    private int suspectCount;
    private final Deque<Loan> lostLately = new ArrayDeque<>();
    private long lostMillis;
    private long lostCount;
    private final Set<Integer> routes = new HashSet<>();
    private long watchedNanos;

    void empty(List<Lease> held, long nowNanos, long nowMillis) {
      emptyMillis = nowMillis;
      whenEmpty = longest(held, nowNanos);
      lentWhenEmpty = held.size();
    }

    void suspect(List<Lease> late, long nowNanos) {
      suspects = longest(late, nowNanos);
      suspectCount = late.size();
      late.forEach(lease -> watch(lease, nowNanos));
    }

    void lose(Lease lease, long nowNanos, long nowMillis) {
      lostMillis = nowMillis;
      lostCount++;
      lostLately.addFirst(lease.lost(requests, nowNanos));
      if (lostLately.size() > MAX_LOANS) {
        lostLately.removeLast();
      }
      watch(lease, nowNanos);
    }

    private void watch(Lease lease, long nowNanos) {
      if (routes.size() < MAX_LOANS || routes.contains(lease.route())) {
        routes.add(lease.route());
        watchedNanos = nowNanos;
      }
    }

    /** Numbers of the routes whose borrowers are looked at; 0 is for none. */
    int[] watched(long nowNanos) {
      if (nowNanos - watchedNanos >= WATCH_NANOS) {
        routes.clear();
      }
      return routes.stream().mapToInt(Integer::intValue).toArray();
    }

    PoolLoans loans(String pool, long nowMillis) {
      return new PoolLoans(
          pool,
          emptyMillis,
          whenEmpty,
          lentWhenEmpty,
          nowMillis,
          suspects,
          suspectCount,
          lostMillis,
          List.copyOf(lostLately),
          lostCount);
    }
  }
}
