package io.sonde.agent.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestLedgerTest {

  private static final long MILLI = 1_000_000;

  private final Work work = new Work();
  private final RequestLedger ledger = new RequestLedger(work);
  private final RouteLedger orders = ledger.books().route("GET", "/orders", null);
  private final long[] state = new long[RequestLedger.PLACES];

  /** Writes down who works for which route. */
  private static final class Work implements WorkListener {
    final List<String> lines = new ArrayList<>();

    @Override
    public int route(String name) {
      return 5;
    }

    @Override
    public long begins(long threadId, long nowNanos, int route) {
      lines.add("begins " + nowNanos + " route " + route);
      return 77;
    }

    @Override
    public void ends(long ticket, long nowNanos, int route) {
      lines.add("ends " + ticket + " " + nowNanos + " route " + route);
    }
  }

  private void call(int part, long nanos) {
    ledger.callBegins(state);
    ledger.callEnds(state, part, nanos);
  }

  private static double seconds(RouteLedger route, RequestPart part) {
    return route.times().seconds(part);
  }

  @Test
  void request_withCalls_partsAreItsCallsAndTheRest() {
    ledger.begins(state, orders, 100);
    call(RequestLedger.SQL, 3 * MILLI);
    call(RequestLedger.POOL, 2 * MILLI);
    call(RequestLedger.HTTP, MILLI);
    ledger.ends(state, orders, 100, 100 + 10 * MILLI);
    orders.refresh(0);

    assertThat(orders.times().requests()).isEqualTo(1);
    assertThat(orders.times().seconds()).isEqualTo(0.010);
    assertThat(seconds(orders, RequestPart.SQL)).isEqualTo(0.003);
    assertThat(seconds(orders, RequestPart.CONNECTION_WAIT)).isEqualTo(0.002);
    assertThat(seconds(orders, RequestPart.HTTP_CLIENT)).isEqualTo(0.001);
    // no CPU clock was given
    assertThat(seconds(orders, RequestPart.BLOCKED)).isEqualTo(0.004);
    assertThat(work.lines)
        .containsExactly("begins 100 route 5", "ends 77 " + (100 + 10 * MILLI) + " route 5");
  }

  @Test
  void nestedCalls_countOnceForTheOutermost() {
    ledger.begins(state, orders, 0);
    ledger.callBegins(state);
    call(RequestLedger.SQL, MILLI);
    ledger.callEnds(state, RequestLedger.POOL, 4 * MILLI);
    ledger.ends(state, orders, 0, 5 * MILLI);
    orders.refresh(0);

    assertThat(seconds(orders, RequestPart.SQL)).isZero();
    assertThat(seconds(orders, RequestPart.CONNECTION_WAIT)).isEqualTo(0.004);
  }

  @Test
  void callsOutsideOfRequests_countNowhere() {
    call(RequestLedger.SQL, MILLI);
    ledger.begins(state, orders, 0);
    ledger.ends(state, orders, 0, MILLI);
    call(RequestLedger.SQL, MILLI);
    orders.refresh(0);

    assertThat(seconds(orders, RequestPart.SQL)).isZero();
    assertThat(ledger.ends(state, orders, 0, MILLI)).isFalse();
    orders.refresh(0);
    assertThat(orders.times().requests()).isEqualTo(1);
  }

  @Test
  void cpuClock_isReadAroundCallsAndAtMostOncePerTenMilliseconds() {
    long[] cpu = {1000};
    ledger.readCpuBy(() -> cpu[0]);

    ledger.begins(state, orders, 20 * MILLI);
    cpu[0] += 2 * MILLI;
    ledger.callBegins(state);
    cpu[0] += 50 * MILLI;
    ledger.callEnds(state, RequestLedger.SQL, 3 * MILLI);
    cpu[0] += MILLI;
    ledger.ends(state, orders, 20 * MILLI, 29 * MILLI);
    orders.refresh(0);
    assertThat(seconds(orders, RequestPart.CPU)).isEqualTo(0.003);
    assertThat(seconds(orders, RequestPart.BLOCKED)).isEqualTo(0.003);

    // 9 ms later nothing is read, and the share seen before holds
    ledger.begins(state, orders, 29 * MILLI);
    cpu[0] += 10 * MILLI;
    ledger.ends(state, orders, 29 * MILLI, 39 * MILLI);
    orders.refresh(0);
    assertThat(seconds(orders, RequestPart.CPU)).isEqualTo(0.008);
    assertThat(seconds(orders, RequestPart.BLOCKED)).isEqualTo(0.008);
  }

  @Test
  void garbageCollection_takesItsShareOfTheThreadsOwnTimeButNoneOfItsComputing() {
    long[] cpu = {1000};
    ledger.readCpuBy(() -> cpu[0]);
    ledger.begins(state, orders, 20 * MILLI);
    call(RequestLedger.SQL, 20 * MILLI);
    cpu[0] += 40 * MILLI;
    ledger.ends(state, orders, 20 * MILLI, 140 * MILLI);
    orders.refresh(0.25);
    assertThat(seconds(orders, RequestPart.CPU)).isEqualTo(0.040);
    assertThat(seconds(orders, RequestPart.GC)).isEqualTo(0.025);
    assertThat(seconds(orders, RequestPart.BLOCKED)).isEqualTo(0.035);
    assertThat(seconds(orders, RequestPart.SQL)).isEqualTo(0.020);

    ledger.begins(state, orders, 200 * MILLI);
    cpu[0] += 90 * MILLI;
    ledger.ends(state, orders, 200 * MILLI, 300 * MILLI);
    orders.refresh(1);
    assertThat(seconds(orders, RequestPart.CPU)).isEqualTo(0.130);
    assertThat(seconds(orders, RequestPart.GC)).isEqualTo(0.035, within(1e-9));
    assertThat(seconds(orders, RequestPart.BLOCKED)).isEqualTo(0.035, within(1e-9));
  }

  @Test
  void connectionHeld_isSplitByWhatGoesOnMeanwhile() {
    ledger.begins(state, orders, 1);
    call(RequestLedger.SQL, MILLI);
    long lease = ledger.lent(state);
    call(RequestLedger.SQL, 2 * MILLI);
    call(RequestLedger.HTTP, 3 * MILLI);
    ledger.released(state, lease, 8 * MILLI);
    call(RequestLedger.HTTP, MILLI);
    ledger.ends(state, orders, 1, 1 + 10 * MILLI);
    orders.refresh(0);

    assertThat(orders.times().heldSeconds()).isEqualTo(0.008);
    assertThat(orders.times().sqlWhileHeldSeconds()).isEqualTo(0.002);
    assertThat(orders.times().httpWhileHeldSeconds()).isEqualTo(0.003);
    assertThat(orders.times().idleWhileHeldSeconds()).isEqualTo(0.003, within(1e-12));
  }

  @Test
  void leaseOfAnEarlierRequest_countsForNone() {
    ledger.begins(state, orders, 1);
    long lease = ledger.lent(state);
    ledger.ends(state, orders, 1, MILLI);
    ledger.begins(state, orders, 2 * MILLI);
    ledger.released(state, lease, 5 * MILLI);
    ledger.ends(state, orders, 2 * MILLI, 3 * MILLI);
    orders.refresh(0);

    assertThat(orders.times().heldSeconds()).isZero();
  }

  @Test
  void task_ofARequest_addsItsWaitAndCallsToTheRoute() {
    long[] worker = new long[RequestLedger.PLACES];
    StatementText select = ledger.books().statement("h2", "SELECT item", "select * from item");
    ledger.begins(state, orders, 0);
    long ticket = ledger.handsOver(state);
    assertThat(ledger.handsOver(state)).isEqualTo(ticket);

    ledger.taskBegins(worker, ticket, 2 * MILLI, 2 * MILLI);
    ledger.callBegins(worker);
    ledger.callEnds(worker, RequestLedger.SQL, 5 * MILLI);
    ledger.executed(worker, select.number(), 5 * MILLI);
    ledger.taskEnds(worker, 8 * MILLI);
    ledger.ends(state, orders, 0, 10 * MILLI);
    orders.refresh(0);

    assertThat(seconds(orders, RequestPart.EXECUTOR_QUEUE)).isEqualTo(0.002);
    assertThat(seconds(orders, RequestPart.SQL)).isEqualTo(0.005);
    assertThat(seconds(orders, RequestPart.BLOCKED)).isEqualTo(0.003);
    assertThat(orders.uses())
        .singleElement()
        .satisfies(use -> assertThat(use.calls()).isEqualTo(1));
    assertThat(work.lines).hasSize(4);
  }

  @Test
  void task_thatLetsItsRequestEnd_hasAddedItsCallsBefore() {
    long[] worker = new long[RequestLedger.PLACES];
    ledger.begins(state, orders, 5);
    long ticket = ledger.handsOver(state);
    ledger.taskBegins(worker, ticket, 0, 10);
    ledger.callBegins(worker);
    ledger.callEnds(worker, RequestLedger.SQL, 3 * MILLI);
    ledger.ends(state, orders, 5, 5 + 4 * MILLI);
    ledger.taskEnds(worker, 5 * MILLI);
    orders.refresh(0);

    assertThat(seconds(orders, RequestPart.SQL)).isEqualTo(0.003);
  }

  @Test
  void task_endingAfterItsRequest_addsNothingToTheNext() {
    long[] worker = new long[RequestLedger.PLACES];
    ledger.begins(state, orders, 5);
    long ticket = ledger.handsOver(state);
    ledger.taskBegins(worker, ticket, 0, 10);
    ledger.callBegins(worker);
    ledger.ends(state, orders, 5, MILLI);

    ledger.begins(state, orders, 5);
    ledger.handsOver(state);
    ledger.callEnds(worker, RequestLedger.SQL, 5 * MILLI);
    ledger.taskEnds(worker, 2 * MILLI);
    ledger.ends(state, orders, 5, 5 + 20 * MILLI);
    orders.refresh(0);

    assertThat(seconds(orders, RequestPart.SQL)).isZero();
  }

  @Test
  void requestThatBeginsWithinATask_endsTheTaskAndItsStretch() {
    long[] worker = new long[RequestLedger.PLACES];
    StatementText select = ledger.books().statement("h2", "SELECT item", "select * from item");
    ledger.begins(state, orders, 5);
    long ticket = ledger.handsOver(state);
    ledger.taskBegins(worker, ticket, 0, 10);
    ledger.executed(worker, select.number(), MILLI);
    work.lines.clear();

    ledger.begins(worker, orders, 20);
    ledger.ends(worker, orders, 20, 30);
    ledger.taskEnds(worker, 40);

    assertThat(work.lines)
        .containsExactly("ends 77 20 route 5", "begins 20 route 5", "ends 77 30 route 5");
    assertThat(orders.uses())
        .singleElement()
        .satisfies(use -> assertThat(use.calls()).isEqualTo(1));
  }

  @Test
  void requestThatNeverEnded_givesItsAccountBack() {
    for (int i = 0; i < 10_000; i++) {
      ledger.begins(state, orders, i + 1);
      ledger.handsOver(state);
    }
    assertThat(ledger.dropped()).isZero();
  }

  @Test
  void asynchronousRequest_isSettledOnceFromItsCopy() {
    ledger.begins(state, orders, 0);
    call(RequestLedger.SQL, MILLI);
    long[] left = ledger.leaves(state, orders, 2 * MILLI);
    call(RequestLedger.SQL, 7 * MILLI);
    ledger.begins(state, orders, 3 * MILLI);
    ledger.ends(state, orders, 3 * MILLI, 4 * MILLI);
    ledger.endsAsync(left, orders, 0, 2 * MILLI, 10 * MILLI);
    orders.refresh(0);

    assertThat(orders.times().requests()).isEqualTo(2);
    assertThat(orders.times().seconds()).isEqualTo(0.011);
    assertThat(seconds(orders, RequestPart.SQL)).isEqualTo(0.001);
    assertThat(seconds(orders, RequestPart.OTHER)).isEqualTo(0.008);
  }

  @Test
  void statements_beyondWhatOneRequestTellsApart_areCounted() {
    ledger.begins(state, orders, 0);
    for (int i = 0; i < Executed.MAX + 3; i++) {
      StatementText text = ledger.books().statement("h2", "SELECT t" + i, "select " + i);
      ledger.executed(state, text.number(), 10);
    }
    ledger.ends(state, orders, 0, MILLI);

    assertThat(orders.uses()).hasSize(Executed.MAX);
    assertThat(ledger.dropped()).isEqualTo(3);
  }

  @Test
  void repeats_keepOneStackOfTheCaller() {
    StatementText text = ledger.books().statement("h2", "SELECT t", "select 1");
    for (int request = 0; request < 3; request++) {
      ledger.begins(state, orders, request + 1);
      for (int i = 0; i < 10 + request; i++) {
        ledger.executed(state, text.number(), 10);
      }
      ledger.ends(state, orders, request + 1, MILLI);
    }
    StatementTally use = orders.uses().get(0);

    assertThat(use.calls()).isEqualTo(33);
    assertThat(use.requests()).isEqualTo(3);
    assertThat(use.medianRepeats()).isEqualTo(11);
    assertThat(use.maxRepeats()).isEqualTo(12);
    assertThat(orders.stack(text)).isNotEmpty().noneMatch(line -> line.contains("io.sonde.agent"));
  }

  @Test
  void slowRequests_theSlowestOfTwoWindowsAreKept() {
    for (int millis : new int[] {5, 1, 9, 3, 7, 8}) {
      ledger.begins(state, orders, 0);
      if (ledger.ends(state, orders, 0, millis * MILLI)) {
        ledger.keep(state, orders, millis * MILLI, 200, null, null);
      }
    }
    assertThat(millis()).containsExactlyInAnyOrder(9L, 8L, 7L);
    orders.turnWindow();
    assertThat(millis()).containsExactlyInAnyOrder(9L, 8L, 7L);
    orders.turnWindow();
    assertThat(millis()).isEmpty();
  }

  private List<Long> millis() {
    List<Long> millis = new ArrayList<>();
    for (KeptRequest request : orders.slowRequests()) {
      millis.add(request.durationNanos() / MILLI);
    }
    return millis;
  }
}
