package io.sonde.agent.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class AccountsTest {

  private final Accounts accounts = new Accounts();

  @Test
  void ticket_namesItsRoute() {
    assertThat(Accounts.route(accounts.open(1, 7))).isEqualTo(1);
    assertThat(Accounts.route(accounts.open(Accounts.MAX_ROUTE, 8))).isEqualTo(Accounts.MAX_ROUTE);
    assertThat(Accounts.route(0)).isZero();
  }

  @Test
  void parts_areSummedApart() {
    long ticket = accounts.open(3, 1);

    accounts.add(ticket, Accounts.SQL, 5);
    accounts.add(ticket, Accounts.SQL, 6);
    accounts.add(ticket, Accounts.QUEUE, 100);
    accounts.add(ticket, Accounts.HTTP, 0);
    accounts.add(ticket, Accounts.POOL, -1);

    assertThat(accounts.read(ticket, Accounts.SQL)).isEqualTo(11);
    assertThat(accounts.read(ticket, Accounts.QUEUE)).isEqualTo(100);
    assertThat(accounts.read(ticket, Accounts.HTTP)).isZero();
    assertThat(accounts.read(ticket, Accounts.POOL)).isZero();
  }

  @Test
  void sum_beyondWhatFits_staysAtTheGreatest() {
    long ticket = accounts.open(3, 1);
    long greatest = (1L << 44) - 1;

    accounts.add(ticket, Accounts.SQL, greatest);
    accounts.add(ticket, Accounts.SQL, 1);
    accounts.add(ticket, Accounts.QUEUE, 1);

    assertThat(accounts.read(ticket, Accounts.SQL)).isEqualTo(greatest);
    assertThat(accounts.read(ticket, Accounts.QUEUE)).isEqualTo(1);
  }

  @Test
  void oldTicket_addsNothingToTheNextOwner() {
    long first = accounts.open(1, 42);
    accounts.add(first, Accounts.SQL, 1000);
    accounts.close(first);

    long second = accounts.open(1, 42);
    accounts.add(first, Accounts.SQL, 500);
    accounts.add(second, Accounts.SQL, 7);

    assertThat(second).isNotEqualTo(first);
    assertThat(accounts.read(second, Accounts.SQL)).isEqualTo(7);
  }

  @Test
  void allTaken_ticketNamesTheRouteAloneAndIsCounted() {
    Set<Long> tickets = new HashSet<>();
    long seed = 0;
    while (accounts.dropped() == 0) {
      long ticket = accounts.open(9, seed++);
      if (accounts.dropped() == 0) {
        assertThat(tickets.add(ticket)).isTrue();
      } else {
        assertThat(ticket).isEqualTo(9);
        accounts.add(ticket, Accounts.SQL, 5);
        assertThat(accounts.read(ticket, Accounts.SQL)).isZero();
        accounts.close(ticket);
      }
    }
    assertThat(tickets.size()).isBetween(100, 2047);
    tickets.forEach(accounts::close);
    long again = accounts.open(9, seed - 1);
    accounts.add(again, Accounts.SQL, 5);
    assertThat(accounts.read(again, Accounts.SQL)).isEqualTo(5);
  }

  @Test
  void threads_addingAtOnce_loseNothing() throws InterruptedException {
    long ticket = accounts.open(3, 1);
    CountDownLatch go = new CountDownLatch(1);
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                try {
                  go.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                for (int n = 0; n < 100_000; n++) {
                  accounts.add(ticket, Accounts.HTTP, 3);
                }
              });
      threads[i].start();
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(accounts.read(ticket, Accounts.HTTP)).isEqualTo(4 * 100_000 * 3);
  }
}
