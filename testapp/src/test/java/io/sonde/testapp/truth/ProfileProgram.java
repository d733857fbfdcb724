package io.sonde.testapp.truth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Burns CPU in three methods (6 : 3 : 1), allocates in two (3 : 1) and waits for two locks (4 : 1).
 * For each line of its input it prints what it has measured of itself so far: CPU nanoseconds,
 * bytes, nanoseconds of waiting.
 */
final class ProfileProgram {

  /** No multiple of any sampling interval, so that samples do not beat with the work. */
  private static final long UNIT_NANOS = 7_200_000;

  private static final long SHORT_HOLD_NANOS = 7_000_000;
  private static final int HEADER_BYTES = 16;
  private static final int SMALL_BYTES = 1_000;

  /** Not so large that a JVM before 25 samples them too seldom. */
  private static final int LARGE_BYTES = 2_984;

  private static final int LARGES_PER_TURN = 127;
  private static final int SMALLS_PER_TURN =
      3 * LARGES_PER_TURN * (LARGE_BYTES + HEADER_BYTES) / (SMALL_BYTES + HEADER_BYTES);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Object LONG_LOCK = new Object();
  private static final ReentrantLock SHORT_LOCK = new ReentrantLock();

  /** CPU of each of three methods, bytes of two, waits for two. */
  private static final AtomicLongArray DONE = new AtomicLongArray(7);

  @SuppressWarnings("unused") // makes allocations escape
  private static volatile Object sink = new Object();

  private ProfileProgram() {}

  public static void main(String[] args) throws IOException {
    BlockingQueue<Integer> tasks = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    start("burner", ProfileProgram::burn);
    start("allocator", ProfileProgram::allocate);
    start("holder", () -> hold(tasks, answers));
    start("waiter", () -> await(tasks, answers));
    System.out.println("running");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line + " " + DONE);
      }
    }
  }

  private interface Turn {
    void run() throws InterruptedException;
  }

  private static void start(String name, Turn turn) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  turn.run();
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void burn() {
    DONE.addAndGet(0, burnSix());
    DONE.addAndGet(1, burnThree());
    DONE.addAndGet(2, burnOne());
  }

  private static long burnSix() {
    return spend(6 * UNIT_NANOS);
  }

  private static long burnThree() {
    return spend(3 * UNIT_NANOS);
  }

  private static long burnOne() {
    return spend(UNIT_NANOS);
  }

  private static long spend(long nanos) {
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

  private static void allocate() throws InterruptedException {
    DONE.addAndGet(3, allocateSmall());
    DONE.addAndGet(4, allocateLarge());
    TimeUnit.MILLISECONDS.sleep(2);
  }

  private static long allocateSmall() {
    for (int i = 0; i < SMALLS_PER_TURN; i++) {
      sink = new byte[SMALL_BYTES];
    }
    return (long) SMALLS_PER_TURN * (HEADER_BYTES + SMALL_BYTES);
  }

  private static long allocateLarge() {
    for (int i = 0; i < LARGES_PER_TURN; i++) {
      sink = new byte[LARGE_BYTES];
    }
    return (long) LARGES_PER_TURN * (HEADER_BYTES + LARGE_BYTES);
  }

  /** Holds one lock after the other while the waiter wants it. */
  private static void hold(BlockingQueue<Integer> tasks, BlockingQueue<Integer> answers)
      throws InterruptedException {
    synchronized (LONG_LOCK) {
      tasks.add(5);
      TimeUnit.NANOSECONDS.sleep(4 * SHORT_HOLD_NANOS);
    }
    answers.take();
    SHORT_LOCK.lock();
    try {
      tasks.add(6);
      TimeUnit.NANOSECONDS.sleep(SHORT_HOLD_NANOS);
    } finally {
      SHORT_LOCK.unlock();
    }
    answers.take();
  }

  private static void await(BlockingQueue<Integer> tasks, BlockingQueue<Integer> answers)
      throws InterruptedException {
    int lock = tasks.take();
    DONE.addAndGet(lock, lock == 5 ? waitLong() : waitShort());
    answers.add(lock);
  }

  private static long waitLong() {
    long start = System.nanoTime();
    synchronized (LONG_LOCK) {
      return System.nanoTime() - start;
    }
  }

  private static long waitShort() {
    long start = System.nanoTime();
    SHORT_LOCK.lock();
    try {
      return System.nanoTime() - start;
    } finally {
      SHORT_LOCK.unlock();
    }
  }
}
