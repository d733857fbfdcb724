package io.sonde.agent.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TaskStampsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int GC_TRIES = 200;
  private static final int BUCKET = 16;

  private final TaskStamps stamps = stamps(new WeakIdentityTable<>("tasks", 200_000));

  @Test
  void take_ofASubmittedTask_givesItsStampOnce() {
    Object task = new Object();
    Object other = new Object();
    stamps.add(task, 5);
    stamps.add(other, 6);

    assertThat(stamps.take(task)).isEqualTo(5);
    assertThat(stamps.take(task)).isEqualTo(TaskStamps.NONE);
    assertThat(stamps.take(new Object())).isEqualTo(TaskStamps.NONE);
    assertThat(stamps.take(other)).isEqualTo(6);
    assertThat(stamps.size()).isZero();
  }

  @Test
  void take_withNegativeClock_givesTheStamp() {
    Object task = new Object();
    stamps.add(task, -5);

    assertThat(stamps.take(task)).isEqualTo(-5);
  }

  @Test
  void task_submittedSeveralTimes_givesEachStampOnce() {
    Object task = new Object();
    List<Long> expected = new ArrayList<>();
    for (long stamp = 1; stamp <= 40; stamp++) {
      stamps.add(task, stamp);
      expected.add(stamp);
    }
    assertThat(stamps.size()).isEqualTo(40);

    assertThat(drain(task)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(stamps.size()).isZero();
  }

  @Test
  void task_submittedManyTimes_givesItsStampsInOrder() {
    Object task = new Object();
    int count = 200_000;
    for (long stamp = 1; stamp <= count; stamp++) {
      stamps.add(task, stamp);
    }
    long wrong = 0;
    for (long stamp = 1; stamp <= count; stamp++) {
      wrong += stamps.take(task) == stamp ? 0 : 1;
    }

    assertThat(wrong).isZero();
    assertThat(stamps.take(task)).isEqualTo(TaskStamps.NONE);
    assertThat(stamps.size()).isZero();
  }

  @Test
  void trim_ofStampsWithoutARun_leavesAsManyAsAreQueued() {
    Object task = new Object();
    for (long stamp = 1; stamp <= 11; stamp++) {
      stamps.add(task, stamp);
    }
    assertThat(stamps.take(task)).isEqualTo(1);
    stamps.add(task, SECOND + 5);
    stamps.add(task, SECOND + 6);

    stamps.trim(3, SECOND + 20);
    assertThat(stamps.size()).isEqualTo(12);
    stamps.trim(3, SECOND + 20);

    assertThat(drain(task)).containsExactly(9L, 10L, 11L, SECOND + 5, SECOND + 6);
  }

  @Test
  void bucket_full_overflowsToTheWeakTable() {
    WeakIdentityTable<TaskStamps.Aged> old = new WeakIdentityTable<>("tasks", 10);
    TaskStamps bounded = stamps(old);
    List<Object> tasks = ofOneBucket(BUCKET + 12);
    for (int i = 0; i < tasks.size(); i++) {
      bounded.add(tasks.get(i), i + 1);
    }

    assertThat(old.size()).isEqualTo(10);
    assertThat(old.droppedEntries()).isEqualTo(2);
    assertThat(bounded.size()).isEqualTo(BUCKET + 10);
    for (int i = 0; i < BUCKET + 10; i++) {
      assertThat(bounded.take(tasks.get(i))).isEqualTo(i + 1);
    }
    assertThat(bounded.take(tasks.get(BUCKET + 10))).isEqualTo(TaskStamps.NONE);
    assertThat(bounded.size()).isZero();
  }

  @Test
  void takeExactly_ofAnOverflowedStamp_findsIt() {
    List<Object> tasks = ofOneBucket(BUCKET + 1);
    for (int i = 0; i < tasks.size(); i++) {
      stamps.add(tasks.get(i), i + 1);
    }
    Object last = tasks.get(BUCKET);

    assertThat(stamps.takeExactly(last, 1)).isFalse();
    assertThat(stamps.takeExactly(last, BUCKET + 1)).isTrue();
    assertThat(stamps.takeExactly(last, BUCKET + 1)).isFalse();
    assertThat(stamps.size()).isEqualTo(BUCKET);
    assertThat(stamps.take(tasks.get(0))).isEqualTo(1);
  }

  @Test
  void takeNewest_ofATaskSubmittedTwice_leavesTheOlderStamp() {
    Object task = new Object();
    stamps.add(task, 10);
    stamps.add(task, 20);
    stamps.add(task, 30);

    assertThat(stamps.takeNewest(task)).isEqualTo(30);
    assertThat(stamps.takeNewest(task)).isEqualTo(20);
    assertThat(stamps.take(task)).isEqualTo(10);
    assertThat(stamps.takeNewest(task)).isEqualTo(TaskStamps.NONE);
  }

  @Test
  void takeExactly_ofAStamp_leavesOthersWhereverTheyAre() {
    Object task = new Object();
    for (long stamp = 1; stamp <= BUCKET + 1; stamp++) {
      stamps.add(task, stamp);
    }

    assertThat(stamps.takeExactly(task, 99)).isFalse();
    assertThat(stamps.size()).isEqualTo(BUCKET + 1);
    assertThat(stamps.takeExactly(task, 3)).isTrue();
    assertThat(stamps.takeExactly(task, 3)).isFalse();
    assertThat(stamps.takeExactly(task, BUCKET + 1)).isTrue();
    assertThat(stamps.size()).isEqualTo(BUCKET - 1);
    assertThat(drain(task)).hasSize(BUCKET - 1).doesNotContain(3L, BUCKET + 1L);
  }

  @Test
  void sweep_ofOldAndYoung_movesTheOldAndFindsBoth() {
    WeakIdentityTable<TaskStamps.Aged> old = new WeakIdentityTable<>("tasks", 200_000);
    TaskStamps mixed = stamps(old);
    List<Object> tasks = objects(5_000);
    for (int i = 0; i < tasks.size(); i++) {
      mixed.add(tasks.get(i), i % 2 == 0 ? 1 : SECOND + 1);
    }
    int overflowed = old.size();

    mixed.sweep(SECOND + 2);

    assertThat(old.size()).isBetween(2_500, 2_500 + overflowed);
    assertThat(mixed.size()).isEqualTo(5_000);
    for (int i = 0; i < tasks.size(); i++) {
      assertThat(mixed.take(tasks.get(i))).isEqualTo(i % 2 == 0 ? 1 : SECOND + 1);
      assertThat(mixed.take(tasks.get(i))).isEqualTo(TaskStamps.NONE);
    }
    assertThat(mixed.size()).isZero();
  }

  @Test
  void task_thatNeverRuns_canBeCollectedAfterTheSweep() {
    WeakIdentityTable<TaskStamps.Aged> old = new WeakIdentityTable<>("tasks", 200_000);
    TaskStamps lost = stamps(old);
    List<WeakReference<Object>> references = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Object task = new Object();
      references.add(new WeakReference<>(task));
      lost.add(task, 1);
    }

    lost.sweep(2 * SECOND);

    for (int i = 0; i < GC_TRIES && old.size() > 0; i++) {
      System.gc();
      old.expunge();
    }
    assertThat(references).allMatch(reference -> reference.refersTo(null));
    assertThat(lost.size()).isZero();
  }

  @Test
  void clear_ofBothTables_forgetsAll() {
    List<Object> tasks = objects(100);
    for (Object task : tasks) {
      stamps.add(task, 1);
    }
    stamps.sweep(2 * SECOND);
    for (Object task : tasks) {
      stamps.add(task, 1);
    }

    stamps.clear();

    assertThat(stamps.size()).isZero();
    assertThat(stamps.take(tasks.get(0))).isEqualTo(TaskStamps.NONE);
  }

  @Test
  void stamps_takenWhileSwept_areNeverLostOrMixedUp() throws InterruptedException {
    int perThread = 1_250_000;
    AtomicBoolean done = new AtomicBoolean();
    Thread sweeper =
        new Thread(
            () -> {
              while (!done.get()) {
                stamps.sweep(Long.MAX_VALUE);
              }
            });
    AtomicLong wrong = new AtomicLong();
    AtomicLong moreThanAdded = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          new Thread(
              () -> {
                Object[] window = new Object[32];
                for (int i = 1; i <= perThread; i++) {
                  int at = i & 31;
                  if (window[at] != null) {
                    wrong.addAndGet(stamps.take(window[at]) == i - 32 ? 0 : 1);
                    moreThanAdded.addAndGet(stamps.take(window[at]) == TaskStamps.NONE ? 0 : 1);
                  }
                  window[at] = new Object();
                  stamps.add(window[at], i);
                }
                for (Object task : window) {
                  wrong.addAndGet(stamps.take(task) != TaskStamps.NONE ? 0 : 1);
                }
              }));
    }
    sweeper.start();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    done.set(true);
    sweeper.join();

    assertThat(wrong.get()).as("lost or wrong stamps").isZero();
    assertThat(moreThanAdded.get()).as("stamps given twice").isZero();
    assertThat(stamps.size()).isZero();
  }

  @Test
  void oneTask_sharedByThreadsWhileSwept_givesEachStampExactlyOnce() throws InterruptedException {
    int perThread = 200_000;
    Object task = new Object();
    AtomicBoolean done = new AtomicBoolean();
    Thread sweeper =
        new Thread(
            () -> {
              while (!done.get()) {
                stamps.sweep(Long.MAX_VALUE);
              }
            });
    AtomicLong sum = new AtomicLong();
    AtomicLong count = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long base = (long) t * perThread;
      threads.add(
          new Thread(
              () -> {
                for (int i = 1; i <= perThread; i++) {
                  stamps.add(task, base + i);
                  long stamp = stamps.take(task);
                  if (stamp != TaskStamps.NONE) {
                    sum.addAndGet(stamp);
                    count.incrementAndGet();
                  }
                }
              }));
    }
    sweeper.start();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    done.set(true);
    sweeper.join();
    for (long stamp : drain(task)) {
      sum.addAndGet(stamp);
      count.incrementAndGet();
    }

    long total = 4L * perThread;
    assertThat(count.get()).isEqualTo(total);
    assertThat(sum.get()).isEqualTo(total * (total + 1) / 2);
    assertThat(stamps.size()).isZero();
  }

  private List<Long> drain(Object task) {
    List<Long> taken = new ArrayList<>();
    for (long stamp = stamps.take(task); stamp != TaskStamps.NONE; stamp = stamps.take(task)) {
      taken.add(stamp);
    }
    return taken;
  }

  private static TaskStamps stamps(WeakIdentityTable<TaskStamps.Aged> old) {
    return new TaskStamps(old, new WeakIdentityTable<>("repeated", 10_000));
  }

  private static List<Object> ofOneBucket(int count) {
    List<Object> tasks = new ArrayList<>();
    while (tasks.size() < count) {
      Object task = new Object();
      if (TaskStamps.bucketOf(task) == 0) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  private static List<Object> objects(int count) {
    List<Object> objects = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      objects.add(new Object());
    }
    return objects;
  }
}
