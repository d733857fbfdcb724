package io.sonde.host.steady;

import com.sun.management.ThreadMXBean;
import io.sonde.host.cache.SteadyCaches;
import io.sonde.host.client.SteadyClients;
import io.sonde.host.driver.SteadyDrivers;
import io.sonde.host.embedded.SteadyReactive;
import io.sonde.host.embedded.SteadyServers;
import io.sonde.host.embedded.SteadyUndertow;
import io.sonde.host.messaging.SteadyJms;
import io.sonde.host.messaging.SteadyKafka;
import io.sonde.host.messaging.SteadyRabbit;
import io.sonde.host.objectpool.SteadyObjectPools;
import io.sonde.host.pool.SteadyPools;
import io.sonde.host.resilience.SteadyResilience;
import io.sonde.host.rpc.SteadyRpc;
import io.sonde.host.workers.SteadyWorkers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Makes calls of every kind, one after the other, and prints what is allocated for each of them
 * after a warm-up of the same calls: by all threads but Sonde's, and by Sonde's probes.
 *
 * <p>Arguments: a folder for files and the kinds of libraries, each perhaps with {@code =} and what
 * it needs to know. Lines: {@code steady <kind> <call> <bytes> <bytes in probes> <calls of
 * probes>}, each per call, {@code done}. The least of several rounds counts: what else goes on in a
 * library now and then is not in all of them.
 */
public final class SteadyProgram {

  private static final int WARM_UP_CALLS = 250;
  private static final int ROUNDS = 10;
  private static final int ROUND_CALLS = 60;
  private static final int MAX_LOOKS = 50;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private SteadyProgram() {}

  public static void main(String[] arguments) {
    try {
      run(arguments);
    } catch (Throwable t) {
      t.printStackTrace();
    }
    // servers and pools leave threads behind
    System.exit(0);
  }

  private static void run(String[] arguments) throws Exception {
    // the test writes when Sonde is ready, if it is there
    awaitLine();
    boolean isSondeHere = isSondeHere();
    if (isSondeHere) {
      MeteredProbe.install();
    }
    for (int i = 1; i < arguments.length; i++) {
      int end = arguments[i].indexOf('=');
      String kind = end < 0 ? arguments[i] : arguments[i].substring(0, end);
      String more = arguments[i].substring(end + 1);
      for (Map.Entry<String, Callable<Object>> call : calls(kind, more, arguments[0]).entrySet()) {
        String measured = measure(call.getValue(), isSondeHere);
        System.out.println("steady " + kind + ' ' + call.getKey() + ' ' + measured);
      }
    }
    System.out.println("done");
    // the test reads the metrics and then ends this process
    awaitLine();
  }

  private static void awaitLine() throws IOException {
    int read = System.in.read();
    while (read >= 0 && read != '\n') {
      read = System.in.read();
    }
  }

  private static Map<String, Callable<Object>> calls(String kind, String more, String folder)
      throws Exception {
    return switch (kind) {
      case "pools" -> SteadyPools.calls();
      case "drivers" -> SteadyDrivers.calls(folder);
      case "clients" -> SteadyClients.calls();
      case "executors" -> SteadyWorkers.calls();
      case "caches" -> SteadyCaches.calls();
      case "resilience" -> SteadyResilience.calls();
      case "servers" -> SteadyServers.calls();
      case "rpc" -> SteadyRpc.calls();
      case "reactive" -> SteadyReactive.calls();
      case "undertow" -> SteadyUndertow.calls();
      case "objectpools" -> SteadyObjectPools.calls();
      case "kafka" -> SteadyKafka.calls(more);
      case "jms" -> SteadyJms.calls(more);
      case "rabbit" -> SteadyRabbit.calls(more);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static boolean isSondeHere() {
    try {
      Class.forName("java.lang.SondeHook");
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static String measure(Callable<Object> call, boolean isSondeHere) throws Exception {
    make(call, WARM_UP_CALLS);
    double least = Double.MAX_VALUE;
    double leastInProbes = Double.MAX_VALUE;
    double probeCalls = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long[] others = otherThreads();
      final long[] othersBefore = settledBytes(others);
      final long inProbesBefore = isSondeHere ? MeteredProbe.bytes() : 0;
      final long callsBefore = isSondeHere ? MeteredProbe.calls() : 0;
      long before = THREADS.getCurrentThreadAllocatedBytes();
      make(call, ROUND_CALLS);
      double allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      allocated += difference(othersBefore, settledBytes(others));
      least = Math.min(least, allocated / ROUND_CALLS);
      if (isSondeHere) {
        double inProbes = MeteredProbe.bytes() - inProbesBefore;
        leastInProbes = Math.min(leastInProbes, inProbes / ROUND_CALLS);
        probeCalls = (double) (MeteredProbe.calls() - callsBefore) / ROUND_CALLS;
      }
    }
    return String.format(
        Locale.ROOT, "%.1f %.1f %.1f", least, isSondeHere ? leastInProbes : 0, probeCalls);
  }

  /**
   * What threads have allocated, as soon as two looks in a row say the same: some libraries go on
   * after a call has returned.
   */
  private static long[] settledBytes(long[] threads) throws InterruptedException {
    long[] last = THREADS.getThreadAllocatedBytes(threads);
    for (int look = 0; look < MAX_LOOKS; look++) {
      Thread.sleep(1);
      long[] now = THREADS.getThreadAllocatedBytes(threads);
      if (Arrays.equals(now, last)) {
        break;
      }
      last = now;
    }
    return last;
  }

  /** What was allocated between two looks by the threads that are still there. */
  private static long difference(long[] before, long[] after) {
    long sum = 0;
    for (int i = 0; i < before.length; i++) {
      // -1 for a thread that has gone
      sum += after[i] < 0 ? 0 : after[i] - before[i];
    }
    return sum;
  }

  private static void make(Callable<Object> call, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Object ignored = call.call();
    }
  }

  /** The threads that are neither this one nor Sonde's. */
  @SuppressWarnings("deprecation") // its successor is not in 17
  private static long[] otherThreads() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] all = new Thread[2 * group.activeCount() + 64];
    int count = group.enumerate(all, true);
    List<Long> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (all[i] != Thread.currentThread() && !all[i].getName().startsWith("sonde")) {
        threads.add(all[i].getId());
      }
    }
    return threads.stream().mapToLong(Long::longValue).toArray();
  }
}
