package io.sonde.profiler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Work whose true shares are known: it measures its own CPU time and counts its own bytes. */
final class KnownWork {

  /** Bytes of an array's header with compressed class pointers. */
  private static final int HEADER_BYTES = 16;

  private static final int SMALL_BYTES = 1_000;
  private static final int LARGE_BYTES = 1_000_000;

  /** Not multiples of the sampling interval of 10 ms, so that samples do not beat with the work. */
  private static final long UNIT_NANOS = 7_200_000;

  @SuppressWarnings("unused") // makes allocations escape
  private static volatile Object sink = new Object();

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Its class stands for the lock in reports. */
  private static final class LongLock {}

  private static final LongLock LONG_LOCK = new LongLock();
  private static final ReentrantLock SHORT_LOCK = new ReentrantLock();
  private static final long SHORT_HOLD_NANOS = 7_000_000;

  /** Threads in step with each other would be one sample many times over. */
  private static final AtomicLong SEEDS = new AtomicLong();

  private static final List<byte[]> LEAK = new ArrayList<>();
  private static final int LEAK_BYTES = 100_000;

  private volatile boolean stopped;

  /** What the work had done at a time, at most one entry a millisecond. */
  private final NavigableMap<Long, long[]> history = new ConcurrentSkipListMap<>();

  private KnownWork() {}

  /**
   * Spends 60 % of its CPU time in {@code burnSix}, 30 % in {@code burnThree}, 10 % in the agent.
   */
  static KnownWork startCpu() {
    KnownWork work = new KnownWork();
    work.start(
        sums -> {
          sums[0] += burnSix();
          sums[1] += burnThree();
          sums[2] += AgentPart.burnOne();
        });
    return work;
  }

  /** Allocates three bytes in {@code allocateSmall} for each in {@code allocateLarge}. */
  static KnownWork startAlloc() {
    return startAlloc(LARGE_BYTES);
  }

  /** The same with large objects of a given size. */
  static KnownWork startAlloc(int largeBytes) {
    KnownWork work = new KnownWork();
    work.start(
        sums -> {
          sums[0] += allocateSmall(3 * largeBytes / SMALL_BYTES);
          sums[1] += allocateLarge(largeBytes);
        });
    return work;
  }

  /**
   * Waits for two locks, four times as long for the monitor as for the other one; another thread
   * holds them.
   */
  static KnownWork startLocks() {
    KnownWork work = new KnownWork();
    // A thread that waits for its next task waits for a condition, which is no lock.
    BlockingQueue<Integer> tasks = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
    Thread holder =
        new Thread(
            () -> {
              try {
                while (!work.stopped) {
                  synchronized (LONG_LOCK) {
                    tasks.add(0);
                    sleep(4 * SHORT_HOLD_NANOS);
                  }
                  done.take();
                  SHORT_LOCK.lock();
                  try {
                    tasks.add(1);
                    sleep(SHORT_HOLD_NANOS);
                  } finally {
                    SHORT_LOCK.unlock();
                  }
                  done.take();
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            "known-holder");
    holder.setDaemon(true);
    holder.start();
    work.start(
        sums -> {
          try {
            int lock = tasks.take();
            sums[lock] += lock == 0 ? waitLong() : waitShort();
            done.add(lock);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    return work;
  }

  static long waitLong() {
    long start = System.nanoTime();
    synchronized (LONG_LOCK) {
      return System.nanoTime() - start;
    }
  }

  static long waitShort() {
    long start = System.nanoTime();
    SHORT_LOCK.lock();
    try {
      return System.nanoTime() - start;
    } finally {
      SHORT_LOCK.unlock();
    }
  }

  /** Sleeps in two methods, three times as long in the first, for irregular times. */
  static KnownWork startSleeps() {
    KnownWork work = new KnownWork();
    Random random = new Random(SEEDS.incrementAndGet());
    work.start(
        sums -> {
          long nanos = 2_000_000L + random.nextInt(6_000_000);
          sums[0] += sleepLong(3 * nanos);
          sums[1] += sleepShort(nanos);
        });
    return work;
  }

  static long sleepLong(long nanos) {
    return sleep(nanos);
  }

  static long sleepShort(long nanos) {
    return sleep(nanos);
  }

  private static long sleep(long nanos) {
    long start = System.nanoTime();
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return System.nanoTime() - start;
  }

  /** Keeps what it allocates in one method of four, and collects garbage now and then. */
  static KnownWork startLeak() {
    KnownWork work = new KnownWork();
    work.start(
        sums -> {
          leak();
          churnOne();
          churnTwo();
          churnThree();
          sleep(2_000_000);
          if (++sums[0] % 100 == 0) {
            System.gc();
          }
        });
    return work;
  }

  static void leak() {
    LEAK.add(new byte[LEAK_BYTES]);
  }

  static void churnOne() {
    sink = new byte[LEAK_BYTES];
  }

  static void churnTwo() {
    sink = new byte[LEAK_BYTES];
  }

  static void churnThree() {
    sink = new byte[LEAK_BYTES];
  }

  /** One turn of the work; adds what it took to the sums. */
  private interface Turn {
    void run(long[] sums);
  }

  private void start(Turn turn) {
    Thread thread =
        new Thread(
            () -> {
              long[] sums = new long[3];
              long lastMillis = 0;
              while (!stopped) {
                turn.run(sums);
                long nowMillis = System.currentTimeMillis();
                if (nowMillis != lastMillis) {
                  lastMillis = nowMillis;
                  history.put(nowMillis, sums.clone());
                }
              }
            },
            "known-work");
    thread.setDaemon(true);
    thread.start();
  }

  /** What it did between two times; of a turn that lies across one, the part by time. */
  long[] truth(long fromMillis, long toMillis) {
    long[] parts = new long[3];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Math.round(sum(i, toMillis) - sum(i, fromMillis));
    }
    return parts;
  }

  private double sum(int part, long atMillis) {
    Map.Entry<Long, long[]> before = history.floorEntry(atMillis);
    Map.Entry<Long, long[]> after = history.higherEntry(atMillis);
    if (before == null) {
      return 0;
    }
    double sum = before.getValue()[part];
    if (after == null) {
      return sum;
    }
    double passed = (double) (atMillis - before.getKey()) / (after.getKey() - before.getKey());
    return sum + passed * (after.getValue()[part] - sum);
  }

  void stop() {
    stopped = true;
  }

  static long burnSix() {
    return burn(6 * UNIT_NANOS);
  }

  static long burnThree() {
    return burn(3 * UNIT_NANOS);
  }

  private static long burn(long nanos) {
    long start = THREADS.getCurrentThreadCpuTime();
    long spent;
    long x = start;
    do {
      for (int i = 0; i < 20_000; i++) {
        x = x * 6364136223846793005L + 1442695040888963407L;
      }
      spent = THREADS.getCurrentThreadCpuTime() - start;
    } while (spent < nanos);
    if (x == 42) {
      sink = "unlikely";
    }
    return spent;
  }

  static long allocateSmall(int count) {
    for (int i = 0; i < count; i++) {
      sink = new byte[SMALL_BYTES];
    }
    return (long) count * (HEADER_BYTES + SMALL_BYTES);
  }

  static long allocateLarge(int bytes) {
    sink = new byte[bytes];
    return HEADER_BYTES + bytes;
  }

  /** Plays the agent's own code. */
  static final class AgentPart {

    private AgentPart() {}

    static long burnOne() {
      return burn(UNIT_NANOS);
    }
  }
}
