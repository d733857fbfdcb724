package io.sonde.agent.instrumentation.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LeaseTableTest {

  private static final long START = 1_000;
  private static final long LATER = START + 2_000_000_000L;
  private static final int MORE_THAN_SLOTS = 10_000;

  private final LostLeases lost = new LostLeases();
  private final WeakIdentityTable<LeaseTable.Kept> old =
      new WeakIdentityTable<>("leases", 50_000, lost::add);
  private final LeaseTable table = new LeaseTable(old);
  private final PoolHandle pool = new PoolHandle("p", meters());
  private final List<Long> ended = new ArrayList<>();
  private final LeaseTable.End end = (owner, startNanos, lent) -> ended.add(startNanos + lent);

  private static PoolMeters meters() {
    Duration[] bounds = {Duration.ofMillis(1)};
    return new PoolMeters(
        new ProbeContext(new SimpleMeterRegistry(), bounds, bounds, new double[0]));
  }

  private void put(Object connection, long startNanos, long lent) {
    table.put(connection, pool, startNanos, lent, (int) lent, new long[] {lent}, null);
  }

  /** All leases, in the order of their starts. */
  private List<Lease> shown() {
    List<Lease> shown = new ArrayList<>();
    table.forEach(shown::add);
    shown.sort(Comparator.comparingLong(Lease::startNanos));
    return shown;
  }

  @Test
  void lease_taken_endsOnce() {
    Object connection = new Object();
    put(connection, START, 7);
    table.take(connection, end);
    table.take(connection, end);
    assertThat(ended).containsExactly(START + 7);
    assertThat(table.size()).isZero();
  }

  @Test
  void connectionLentAgainWithoutAnEnd_hasTheNewLeaseAlone() {
    Object connection = new Object();
    put(connection, START, 1);
    put(connection, START, 2);
    table.sweep(LATER);
    put(connection, START, 3);
    assertThat(table.size()).isEqualTo(1);
    table.take(connection, end);
    table.take(connection, end);
    assertThat(ended).containsExactly(START + 3);
  }

  @Test
  void leaseOfMoreThanASecond_isFoundInTheWeakTable() {
    Object connection = new Object();
    put(connection, START, 5);
    table.sweep(START + 1_000_000_000L);
    assertThat(old.size()).as("a second is not more than a second").isZero();
    table.sweep(LATER);
    assertThat(old.size()).isEqualTo(1);
    table.take(connection, end);
    table.take(connection, end);
    assertThat(ended).containsExactly(START + 5);
    assertThat(table.size()).isZero();
  }

  @Test
  @Timeout(60)
  void connectionThatIsNeverGivenBack_isNotKeptAlive() throws Exception {
    WeakReference<Object> connection = new WeakReference<>(lend());
    table.sweep(LATER);
    while (!connection.refersTo(null)) {
      System.gc();
      Thread.sleep(1);
    }
    table.expunge();
    assertThat(table.size()).isZero();
    List<Lease> found = new ArrayList<>();
    lost.drain(found::add);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).startNanos()).isEqualTo(START);
  }

  @Test
  void leases_youngAndOld_areShownWithWhoHoldsThem() throws Exception {
    Object first = new Object();
    Object second = new Object();
    Thread holder = new Thread(() -> put(first, START, 3), "holder");
    holder.start();
    holder.join();
    table.sweep(LATER);
    put(second, LATER, 4);
    List<Lease> shown = shown();
    assertThat(shown).hasSize(2);
    assertThat(shown.get(0).thread()).isEqualTo("holder");
    assertThat(shown.get(0).route()).isEqualTo(3);
    assertThat(shown.get(0).state()).containsExactly(3);
    assertThat(shown.get(1).thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(shown.get(1).route()).isEqualTo(4);
    table.take(first, end);
    table.take(second, end);
    assertThat(shown()).isEmpty();
  }

  @Test
  void table_cleared_holdsNothingAndTellsOfNoEnd() {
    Object first = new Object();
    Object second = new Object();
    put(first, START, 1);
    table.sweep(LATER);
    put(second, LATER, 2);
    table.clear();
    assertThat(table.size()).isZero();
    table.take(first, end);
    table.take(second, end);
    assertThat(ended).isEmpty();
  }

  /** A lease is read while its connection is lent again and again: all of it, or nothing. */
  @Test
  @Timeout(120)
  void leases_readWhileTheyChange_areNeverMixed() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    LongAdder reads = new LongAdder();
    LongAdder mixed = new LongAdder();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> reader =
          threads.submit(
              () -> {
                while (!isOver.get()) {
                  table.forEach(
                      lease -> {
                        reads.increment();
                        if (lease.startNanos() != lease.lent()
                            || lease.route() != (int) lease.lent()
                            || lease.state()[0] != lease.lent()) {
                          mixed.increment();
                        }
                      });
                }
              });
      Object connection = new Object();
      LeaseTable.End ignore = (owner, startNanos, lent) -> {};
      for (long i = 1; i < 200_000 || reads.sum() == 0; i++) {
        put(connection, i, i);
        table.take(connection, ignore);
      }
      isOver.set(true);
      reader.get();
    } finally {
      isOver.set(true);
      threads.shutdownNow();
    }
    assertThat(mixed.sum()).isZero();
  }

  private Object lend() {
    Object connection = new Object();
    put(connection, START, 0);
    return connection;
  }

  @Test
  void moreConnectionsThanSlots_allEnd() {
    List<Object> connections = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_SLOTS; i++) {
      connections.add(lend());
    }
    assertThat(table.size()).isEqualTo(MORE_THAN_SLOTS);
    connections.forEach(connection -> table.take(connection, end));
    assertThat(ended).hasSize(MORE_THAN_SLOTS);
    assertThat(table.size()).isZero();
  }

  /** Each lease is given back by two threads at once while a third moves it. */
  @Test
  @Timeout(120)
  void leases_endedTwiceAndMovedMeanwhile_endOnce() throws Exception {
    int rounds = 20_000;
    LongAdder ends = new LongAdder();
    LongAdder wrong = new LongAdder();
    LeaseTable.End count =
        (owner, startNanos, lent) -> {
          ends.increment();
          if (owner != pool || startNanos - START != lent) {
            wrong.increment();
          }
        };
    AtomicBoolean isOver = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<?> sweeper =
          threads.submit(
              () -> {
                while (!isOver.get()) {
                  table.sweep(LATER + rounds);
                }
              });
      for (int i = 0; i < rounds; i += 100) {
        List<Object> connections = new ArrayList<>();
        for (int j = 0; j < 100; j++) {
          Object connection = new Object();
          connections.add(connection);
          put(connection, START + i + j, i + j);
        }
        CountDownLatch begin = new CountDownLatch(1);
        Runnable giveBack =
            () -> {
              try {
                begin.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              connections.forEach(connection -> table.take(connection, count));
            };
        Future<?> one = threads.submit(giveBack);
        Future<?> other = threads.submit(giveBack);
        begin.countDown();
        one.get();
        other.get();
      }
      isOver.set(true);
      sweeper.get();
    } finally {
      isOver.set(true);
      threads.shutdownNow();
    }
    assertThat(ends.sum()).isEqualTo(rounds);
    assertThat(wrong.sum()).isZero();
    assertThat(table.size()).isZero();
  }
}
