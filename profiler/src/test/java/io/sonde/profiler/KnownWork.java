package io.sonde.profiler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

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

  private volatile boolean stopped;
  private volatile long[] truth = new long[3];

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
    KnownWork work = new KnownWork();
    work.start(
        sums -> {
          sums[0] += allocateSmall(3 * LARGE_BYTES / SMALL_BYTES);
          sums[1] += allocateLarge();
        });
    return work;
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
              while (!stopped) {
                turn.run(sums);
                truth = sums.clone();
              }
            },
            "known-work");
    thread.setDaemon(true);
    thread.start();
  }

  long[] truth() {
    return truth.clone();
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

  static long allocateLarge() {
    sink = new byte[LARGE_BYTES];
    return HEADER_BYTES + LARGE_BYTES;
  }

  /** Plays the agent's own code. */
  static final class AgentPart {

    private AgentPart() {}

    static long burnOne() {
      return burn(UNIT_NANOS);
    }
  }
}
