package io.sonde.agent.instrumentation.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.LoanSource.Loan;
import io.sonde.agent.requests.LoanSource.PoolLoans;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RouteLedger;
import io.sonde.agent.requests.WorkListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lends and looks by a clock of its own. */
class LoanBookTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int LEAK_SECONDS = 60;

  private final RequestLedger requests = new RequestLedger(WorkListener.NONE);
  private final RouteLedger orders = requests.books().route("GET", "/orders", null);
  private final RouteLedger items = requests.books().route("GET", "/items", null);
  private final LostLeases lost = new LostLeases();
  private final WeakIdentityTable<LeaseTable.Kept> old =
      new WeakIdentityTable<>("leases", 50_000, lost::add);
  private final Leases leases = new Leases(new LeaseTable(old), requests);
  private final LoanBook book =
      new LoanBook(leases, lost, requests, Duration.ofSeconds(LEAK_SECONDS));
  private final long[] state = new long[100];
  private final List<Object> kept = new ArrayList<>();
  private final HikariDataSource dataSource = new HikariDataSource();
  private PoolHandle pool;
  private long seconds = 1_000;

  @BeforeEach
  void name() {
    Duration[] bounds = {Duration.ofMillis(1)};
    pool =
        new PoolHandle(
            "shop",
            new PoolMeters(
                new ProbeContext(new SimpleMeterRegistry(), bounds, bounds, new double[0])));
    assertThat(pool.claim(dataSource)).isTrue();
  }

  @AfterEach
  void close() {
    dataSource.close();
  }

  private Object lend(RouteLedger route) {
    requests.begins(state, route, seconds * SECOND);
    Object connection = new Object();
    kept.add(connection);
    leases.opened(state, connection, pool, seconds * SECOND);
    return connection;
  }

  /** Looks once a second, as the agent does. */
  private void pass(int secondsToPass, Set<PoolHandle> empty) {
    for (int i = 0; i < secondsToPass; i++) {
      seconds++;
      leases.sweep(seconds * SECOND);
      book.refresh(empty, seconds * SECOND, seconds * 1_000);
    }
  }

  private PoolLoans shown() {
    List<PoolLoans> pools = book.pools();
    assertThat(pools).hasSize(1);
    return pools.get(0);
  }

  @Test
  void loan_thatDoesNotEnd_isSuspiciousFromTheSetTimeOn() {
    lend(orders);
    pass(LEAK_SECONDS - 1, Set.of());
    assertThat(book.pools()).isEmpty();
    pass(1, Set.of());
    assertThat(shown().suspectCount()).isEqualTo(1);
    Loan suspect = shown().suspects().get(0);
    assertThat(suspect.method() + ' ' + suspect.route()).isEqualTo("GET /orders");
    assertThat(suspect.thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(suspect.heldNanos()).isEqualTo(LEAK_SECONDS * SECOND);
    assertThat(suspect.isRequestOver()).isFalse();
    assertThat(suspect.borrowedAt()).as("nothing was suspicious when it was lent").isEmpty();
    requests.begins(state, items, seconds * SECOND);
    pass(1, Set.of());
    assertThat(shown().suspects().get(0).isRequestOver()).isTrue();
  }

  @Test
  void loans_thatLastLongAndEnd_areNeverSuspicious() {
    for (int i = 0; i < 10; i++) {
      Object connection = lend(orders);
      pass(LEAK_SECONDS - 1, Set.of());
      leases.closed(connection);
      pass(1, Set.of());
      assertThat(book.pools()).isEmpty();
    }
  }

  @Test
  void loan_thatEndsAfterAll_isSuspiciousNoLonger() {
    Object connection = lend(orders);
    pass(LEAK_SECONDS, Set.of());
    assertThat(shown().suspectCount()).isEqualTo(1);
    leases.closed(connection);
    pass(1, Set.of());
    assertThat(shown().suspectCount()).isZero();
    assertThat(shown().suspects()).isEmpty();
  }

  @Test
  void borrowers_ofASuspiciousRoute_areShownWithTheirStack() {
    lend(orders);
    pass(LEAK_SECONDS, Set.of());
    lend(items);
    lend(orders);
    // within the same hundredth of a second
    lend(orders);
    pass(LEAK_SECONDS, Set.of());
    assertThat(shown().suspectCount()).isEqualTo(4);
    List<Loan> suspects = shown().suspects();
    assertThat(suspects.get(0).borrowedAt()).isEmpty();
    assertThat(suspects).filteredOn(loan -> !loan.borrowedAt().isEmpty()).hasSize(1);
    assertThat(suspects)
        .filteredOn(loan -> !loan.borrowedAt().isEmpty())
        .allSatisfy(loan -> assertThat(loan.route()).isEqualTo("/orders"));
  }

  @Test
  void emptyPool_isShownWithWhoHoldsItsConnections() {
    pass(1, Set.of(pool));
    assertThat(book.pools()).as("nobody holds any").isEmpty();
    Object first = lend(orders);
    pass(3, Set.of(pool));
    lend(items);
    pass(1, Set.of(pool));
    assertThat(shown().lentWhenEmpty()).isEqualTo(2);
    assertThat(shown().emptyMillis()).isEqualTo(seconds * 1_000);
    assertThat(shown().whenEmpty()).extracting(Loan::route).containsExactly("/orders", "/items");
    long then = seconds;
    leases.closed(first);
    pass(1, Set.of());
    assertThat(shown().lentWhenEmpty()).as("as it was when it was empty").isEqualTo(2);
    assertThat(shown().emptyMillis()).isEqualTo(then * 1_000);
  }

  @Test
  void closedPool_isForgotten() {
    lend(orders);
    pass(LEAK_SECONDS, Set.of());
    assertThat(shown().suspectCount()).isEqualTo(1);
    assertThat(pool.wantsStack(requests.routeNumber(state), seconds * SECOND)).isTrue();
    dataSource.close();
    pass(1, Set.of());
    assertThat(book.pools()).isEmpty();
    assertThat(pool.wantsStack(requests.routeNumber(state), (seconds + 1) * SECOND)).isFalse();
  }
}
