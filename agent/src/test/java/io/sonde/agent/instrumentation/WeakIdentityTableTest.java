package io.sonde.agent.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WeakIdentityTableTest {

  private static final int THREADS = 8;
  private static final int GC_TRIES = 200;

  private final WeakIdentityTable<Long> table = new WeakIdentityTable<>("test", 1_000_000);

  @Test
  void key_equalButNotSame_hasNoValue() {
    Point one = new Point(1, 2);
    Point equal = new Point(1, 2);
    table.add(one, 7L);

    assertThat(one).isEqualTo(equal);
    assertThat(table.get(equal)).isNull();
    assertThat(table.remove(equal)).isNull();
    assertThat(table.get(one)).isEqualTo(7L);
  }

  @Test
  void key_withMethodsThatThrow_isNeverAsked() {
    Hostile key = new Hostile();

    assertThat(table.add(key, 1L)).isTrue();
    assertThat(table.set(key, 2L)).isTrue();
    assertThat(table.get(key)).isEqualTo(2L);
    table.expunge();
    assertThat(table.remove(key)).isEqualTo(2L);
    assertThat(table.size()).isZero();
  }

  @Test
  void key_addedSeveralTimes_givesEachValueOnce() {
    Object key = new Object();
    for (long value = 1; value <= 5; value++) {
      table.add(key, value);
    }
    Set<Long> taken = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      Long value = table.remove(key);
      assertThat(value).isNotNull();
      taken.add(value);
    }

    assertThat(taken).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
    assertThat(table.remove(key)).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void remove_ofOneValue_leavesTheOthers() {
    Object key = new Object();
    Long first = 1_000L;
    Long second = 2_000L;
    table.add(key, first);
    table.add(key, second);

    assertThat(table.remove(key, first)).isTrue();
    assertThat(table.remove(key, first)).isFalse();
    assertThat(table.get(key)).isEqualTo(2_000L);
    assertThat(table.size()).isOne();
  }

  @Test
  void find_amongSeveralValues_givesTheOneThatPasses() {
    Object key = new Object();
    table.add(key, 1L);
    table.add(key, 2L);

    assertThat(table.find(key, value -> value == 1)).isEqualTo(1L);
    assertThat(table.find(key, value -> value == 3)).isNull();
    assertThat(table.find(new Object(), value -> true)).isNull();
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void forEach_ofLiveKeys_showsEachValueOnce() {
    List<Object> keys = objects(1_000);
    for (int i = 0; i < keys.size(); i++) {
      table.add(keys.get(i), (long) i);
    }
    table.remove(keys.get(7));
    List<Long> shown = new ArrayList<>();

    table.forEach(shown::add);

    assertThat(shown).hasSize(999).doesNotHaveDuplicates().doesNotContain(7L);
    assertThat(keys).hasSize(1_000);
  }

  @Test
  void set_overSeveralValues_leavesOne() {
    Object key = new Object();
    table.add(key, 1L);
    table.add(key, 2L);

    table.set(key, 3L);

    assertThat(table.size()).isOne();
    assertThat(table.remove(key)).isEqualTo(3L);
    assertThat(table.remove(key)).isNull();
  }

  @Test
  void table_full_dropsAndCountsAndTakesAgainAfterARemoval() {
    WeakIdentityTable<Long> small = new WeakIdentityTable<>("small", 100);
    List<Object> keys = objects(130);
    int taken = 0;
    for (Object key : keys) {
      taken += small.add(key, 1L) ? 1 : 0;
    }

    assertThat(taken).isEqualTo(100);
    assertThat(small.size()).isEqualTo(100);
    assertThat(small.droppedEntries()).isEqualTo(30);
    assertThat(small.get(keys.get(99))).isEqualTo(1L);
    assertThat(small.get(keys.get(100))).isNull();

    assertThat(small.remove(keys.get(0))).isEqualTo(1L);
    assertThat(small.add(keys.get(129), 2L)).isTrue();
    assertThat(small.add(keys.get(128), 2L)).isFalse();
    assertThat(small.droppedEntries()).isEqualTo(31);
  }

  @Test
  void keys_moreThanChains_areAllFound() {
    List<Object> keys = objects(50_000);
    for (int i = 0; i < keys.size(); i++) {
      table.add(keys.get(i), (long) i + 1);
    }
    long missing = 0;
    for (int i = keys.size() - 1; i >= 0; i--) {
      Long value = table.remove(keys.get(i));
      missing += value != null && value == i + 1 ? 0 : 1;
    }

    assertThat(missing).isZero();
    assertThat(table.size()).isZero();
  }

  @Test
  void expunge_afterKeysWereCollected_dropsExactlyThose() {
    List<Object> kept = objects(1_000);
    for (Object key : kept) {
      table.add(key, 1L);
    }
    addLost(10_000);

    expungeUntil(kept.size());

    assertThat(table.size()).isEqualTo(1_000);
    for (Object key : kept) {
      assertThat(table.remove(key)).isEqualTo(1L);
    }
    assertThat(table.size()).isZero();
    assertThat(table.droppedEntries()).isZero();
  }

  @Test
  void clear_ofFilledTable_forgetsAllAndGoesOn() {
    List<Object> keys = objects(10_000);
    for (Object key : keys) {
      table.add(key, 1L);
    }

    table.clear();

    assertThat(table.size()).isZero();
    assertThat(table.get(keys.get(5))).isNull();
    table.add(keys.get(5), 9L);
    assertThat(table.remove(keys.get(5))).isEqualTo(9L);
  }

  @Test
  void threads_withKeysOfTheirOwn_loseNothing() throws Exception {
    int perThread = 100_000;
    List<Long> sums =
        inThreads(
            thread -> {
              long sum = 0;
              Object[] window = new Object[64];
              for (int i = 0; i < perThread; i++) {
                Object oldest = window[i & 63];
                if (oldest != null) {
                  sum += value(table.remove(oldest));
                }
                Object key = new Object();
                window[i & 63] = key;
                table.add(key, (long) i + 1);
              }
              for (Object key : window) {
                sum += value(table.remove(key));
              }
              return sum;
            });

    long each = (long) perThread * (perThread + 1) / 2;
    assertThat(sums).hasSize(THREADS).containsOnly(each);
    assertThat(table.size()).isZero();
    assertThat(table.droppedEntries()).isZero();
  }

  @Test
  void threads_withSharedKeys_takeEachValueExactlyOnce() throws Exception {
    int perThread = 100_000;
    List<Object> shared = objects(16);
    AtomicIntegerArray seen = new AtomicIntegerArray(THREADS * perThread);
    List<Long> taken =
        inThreads(
            thread -> {
              long count = 0;
              for (int i = 0; i < perThread; i++) {
                Object key = shared.get(i & 15);
                table.add(key, (long) thread * perThread + i);
                Long value = table.remove(shared.get((i * 7 + thread) & 15));
                if (value != null) {
                  seen.incrementAndGet(value.intValue());
                  count++;
                }
              }
              return count;
            });
    long total = 0;
    for (long count : taken) {
      total += count;
    }
    for (Object key : shared) {
      for (Long value = table.remove(key); value != null; value = table.remove(key)) {
        seen.incrementAndGet(value.intValue());
        total++;
      }
    }
    int wrong = 0;
    for (int i = 0; i < seen.length(); i++) {
      wrong += seen.get(i) == 1 ? 0 : 1;
    }

    assertThat(wrong).as("values not seen exactly once").isZero();
    assertThat(total).isEqualTo((long) THREADS * perThread);
    assertThat(table.size()).isZero();
  }

  @Test
  void threads_besideExpungeAndCollection_loseNoLiveKey() throws Exception {
    int perThread = 5_000;
    List<Long> missing =
        inThreads(
            thread -> {
              long lost = 0;
              for (int i = 0; i < perThread; i++) {
                Object key = new Object();
                table.add(key, 1L);
                table.add(new Object(), 2L);
                if (thread == 0 && i % 500 == 0) {
                  table.expunge();
                }
                lost += value(table.remove(key)) == 1 ? 0 : 1;
              }
              return lost;
            });

    assertThat(missing).containsOnly(0L);
    expungeUntil(0);
    assertThat(table.size()).isZero();
  }

  private void addLost(int count) {
    for (int i = 0; i < count; i++) {
      table.add(new Object(), 2L);
    }
  }

  private void expungeUntil(int size) {
    for (int i = 0; i < GC_TRIES && table.size() > size; i++) {
      System.gc();
      table.expunge();
    }
  }

  private static long value(@Nullable Long value) {
    return value == null ? -1 : value;
  }

  private static List<Object> objects(int count) {
    List<Object> objects = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      objects.add(new Object());
    }
    return objects;
  }

  private static List<Long> inThreads(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Callable<Long>> calls = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        calls.add(
            () -> {
              start.await(1, TimeUnit.MINUTES);
              return work.run(thread);
            });
      }
      List<Long> results = new ArrayList<>();
      for (Future<Long> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Work {
    long run(int thread) throws Exception;
  }

  private record Point(int x, int y) {}

  private static final class Hostile {

    @Override
    @SuppressWarnings("EqualsUnsafeCast") // never gets that far
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("equals");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("hashCode");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("toString");
    }
  }
}
