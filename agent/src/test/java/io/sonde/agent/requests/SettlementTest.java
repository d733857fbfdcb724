package io.sonde.agent.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class SettlementTest {

  private final Accounts accounts = new Accounts();
  private final long[] state = new long[RequestLedger.PLACES];

  private void spent(long sql, long pool, long http, long cpu) {
    state[Places.PARTS + RequestLedger.SQL] = sql;
    state[Places.PARTS + RequestLedger.POOL] = pool;
    state[Places.PARTS + RequestLedger.HTTP] = http;
    state[Places.CPU_NANOS] = cpu;
  }

  private void handed(long queue, long sql, long pool, long http) {
    long ticket = accounts.open(1, 1);
    accounts.add(ticket, Accounts.QUEUE, queue);
    accounts.add(ticket, Accounts.SQL, sql);
    accounts.add(ticket, Accounts.POOL, pool);
    accounts.add(ticket, Accounts.HTTP, http);
    state[Places.TICKET] = ticket;
  }

  private void assertParts(
      long sql, long pool, long http, long queue, long cpu, long blocked, long other) {
    long[] parts = new long[RequestPart.values().length];
    for (RequestPart part : RequestPart.values()) {
      parts[part.index()] = Settlement.part(state, part);
    }
    assertThat(parts).containsExactly(sql, pool, http, queue, cpu, blocked, 0, other);
  }

  @Test
  void ownCalls_leaveTheRestToComputingAndWaiting() {
    spent(300, 200, 100, 150);
    Settlement.settle(state, accounts, 1000, 0, 0.9);
    assertParts(300, 200, 100, 0, 150, 250, 0);
  }

  @Test
  void cpuNotRead_shareOfTheRouteIsTaken() {
    spent(500, 0, 0, -1);
    Settlement.settle(state, accounts, 1000, 0, 0.25);
    assertParts(500, 0, 0, 0, 125, 375, 0);
  }

  @Test
  void cpuBeyondTheRest_isTheRest() {
    spent(900, 0, 0, 5000);
    Settlement.settle(state, accounts, 1000, 0, 0);
    assertParts(900, 0, 0, 0, 100, 0, 0);
  }

  @Test
  void tasksWhileTheThreadWaits_takeItsWaiting() {
    spent(100, 0, 0, 100);
    handed(200, 300, 50, 0);
    Settlement.settle(state, accounts, 1000, 0, 0);
    assertParts(400, 50, 0, 200, 100, 250, 0);
  }

  @Test
  void tasksSideBySide_areShortenedInProportion() {
    spent(0, 0, 0, 200);
    handed(800, 400, 0, 400);
    Settlement.settle(state, accounts, 1000, 0, 0);
    assertParts(200, 0, 200, 400, 200, 0, 0);
  }

  @Test
  void asynchronousTime_isOtherUnlessTasksFillIt() {
    spent(100, 0, 0, 50);
    handed(0, 0, 0, 500);
    Settlement.settle(state, accounts, 1000, 800, 0);
    assertParts(100, 0, 500, 0, 50, 50, 300);
  }

  @Test
  void callsLongerThanTheRequest_leaveNothingAndNothingNegative() {
    spent(2000, 0, 0, 10);
    Settlement.settle(state, accounts, 1000, 0, 0);
    assertParts(2000, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void anySplit_addsUpToTheDuration() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long sql = random.nextInt(1000);
      long pool = random.nextInt(1000);
      long http = random.nextInt(1000);
      long async = random.nextInt(2000);
      long duration = sql + pool + http + async + random.nextInt(3000);
      spent(sql, pool, http, random.nextBoolean() ? -1 : random.nextInt(2000));
      state[Places.TICKET] = 0;
      if (random.nextBoolean()) {
        handed(
            random.nextInt(2000), random.nextInt(2000), random.nextInt(2000), random.nextInt(2000));
      }
      Settlement.settle(state, accounts, duration, async, random.nextDouble());
      accounts.close(state[Places.TICKET]);
      long sum = 0;
      for (RequestPart part : RequestPart.values()) {
        assertThat(Settlement.part(state, part)).isNotNegative();
        sum += Settlement.part(state, part);
      }
      assertThat(sum).isEqualTo(duration);
    }
  }
}
