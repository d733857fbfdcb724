package io.sonde.profiler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Samples stacks with the thread bean, where neither async-profiler nor the flight recorder can.
 *
 * <p>Each tick asks the candidates for their CPU time (or allocated bytes), dumps the stacks of
 * those that used any since the tick before, at most {@value #MAX_DUMPED}, and credits what they
 * used to where they stand. Candidates are the threads that work for a request if requests are
 * known, otherwise all.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>{@code session}</td><td>the caller</td><td>the caller</td><td>one session at a time</td></tr>
 *   <tr><td>{@code samples}, {@code used} of a session</td><td>the sampler; the caller after {@code
 *       ended}</td><td>the sampler</td><td>{@code ended}</td></tr>
 * </table>
 */
final class ThreadSamplingEngine implements Engine {

  static final String NAME = "thread dumps";

  /** Thread dumps stop all threads on older JDKs, so they are few. */
  private static final int MAX_DUMPED = 20;

  private static final int MAX_DEPTH = 256;
  private static final long TICK_NANOS = 20_000_000;
  private static final int MAX_SAMPLES = 200_000;
  private static final int DEAD_MAN_SECONDS = 10;

  private final ProfilerOptions options;
  private volatile EngineStatus status = EngineStatus.untried(NAME);
  private @Nullable Session session;

  ThreadSamplingEngine(ProfilerOptions options) {
    this.options = options;
  }

  private static ThreadMXBean threads() {
    return ManagementFactory.getThreadMXBean();
  }

  @Override
  public EngineStatus status() {
    return status;
  }

  @Override
  public @Nullable String refusal(Event event) {
    return event == Event.LIVE ? "thread dumps know nothing of objects" : null;
  }

  @Override
  public EngineStatus prepare() {
    EngineStatus outcome = EngineStatus.ready(NAME, "part of every JVM");
    status = outcome;
    return outcome;
  }

  @Override
  public void start(SamplingPlan plan, int seconds) throws ProfilerException {
    Session starting = new Session(plan, seconds + DEAD_MAN_SECONDS);
    Thread thread;
    try {
      thread = options.threads().newThread(starting);
      thread.setDaemon(true);
      starting.ownThread = thread.getId();
      thread.start();
    } catch (RuntimeException | Error e) {
      throw new ProfilerFailedException("no thread for sampling: " + e, e);
    }
    session = starting;
  }

  @Override
  public Stopped stop() throws ProfilerException {
    Session ending = session;
    session = null;
    if (ending == null) {
      throw new ProfilerFailedException("no session to stop", null);
    }
    ending.stop();
    return ending;
  }

  /** A counter of what a thread has used since it started. */
  private interface Usage {
    long[] of(long[] ids);
  }

  /** What a thread did in a tick. */
  private record Sample(
      Event event,
      List<StackTraceElement> stack,
      @Nullable String className,
      long threadId,
      long nanos,
      long weight) {}

  private final class Session implements Runnable, Stopped {

    private final SamplingPlan plan;
    private final long deadlineNanos;
    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Sample> samples = new ArrayList<>();
    private final Map<Event, Map<Long, Long>> used = new EnumMap<>(Event.class);
    private volatile long ownThread;
    private long lastTickNanos = startNanos;
    private volatile long endMillis;
    private volatile long endNanos;

    Session(SamplingPlan plan, int seconds) {
      this.plan = plan;
      this.deadlineNanos = startNanos + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public void run() {
      try {
        do {
          tick();
        } while (!stopping.await(pauseNanos(), TimeUnit.NANOSECONDS)
            && System.nanoTime() - deadlineNanos < 0
            && samples.size() < MAX_SAMPLES);
        tick();
      } catch (InterruptedException e) {
        // The session ends early; what was sampled is kept.
        Thread.currentThread().interrupt();
      } finally {
        endMillis = System.currentTimeMillis();
        endNanos = System.nanoTime();
        ended.countDown();
      }
    }

    /** Between half and one and a half ticks, so that samples do not beat with periodic work. */
    private long pauseNanos() {
      return TICK_NANOS / 2 + ThreadLocalRandom.current().nextLong(TICK_NANOS);
    }

    private void tick() {
      long[] candidates = candidates();
      if (candidates.length == 0) {
        // An empty array means "all" to some JVMs.
        return;
      }
      long now = System.nanoTime();
      if (plan.has(Event.CPU)) {
        sampleUsage(Event.CPU, candidates, now, ThreadSamplingEngine.this::cpuTimes);
      }
      if (plan.has(Event.ALLOC)) {
        sampleUsage(Event.ALLOC, candidates, now, ThreadAllocations::of);
      }
      if (plan.has(Event.WALL) || plan.has(Event.LOCK)) {
        sampleTime(candidates, now);
      }
      lastTickNanos = now;
    }

    private long[] candidates() {
      RequestIntervals requests = options.requests();
      long[] ids = requests.isUsed() ? requests.activeThreads(1000) : threads().getAllThreadIds();
      return Arrays.stream(ids).filter(id -> id != ownThread).toArray();
    }

    private void sampleUsage(Event event, long[] ids, long now, Usage usage) {
      Map<Long, Long> before = used.computeIfAbsent(event, e -> new HashMap<>());
      long[] values = usage.of(ids);
      Map<Long, Long> after = new HashMap<>();
      List<long[]> active = new ArrayList<>();
      for (int i = 0; i < ids.length; i++) {
        if (values[i] < 0) {
          continue;
        }
        after.put(ids[i], values[i]);
        Long known = before.get(ids[i]);
        if (known != null && values[i] > known) {
          active.add(new long[] {ids[i], values[i] - known});
        }
      }
      active.sort((a, b) -> Long.compare(b[1], a[1]));
      List<long[]> dumped = active.subList(0, Math.min(active.size(), MAX_DUMPED));
      // A thread that got no dump keeps its old count: it is credited with all of it later.
      for (long[] late : active.subList(dumped.size(), active.size())) {
        after.put(late[0], after.getOrDefault(late[0], 0L) - late[1]);
      }
      used.put(event, after);
      if (dumped.isEmpty()) {
        return;
      }
      ThreadInfo[] infos = dump(dumped.stream().mapToLong(a -> a[0]).toArray());
      for (int i = 0; i < infos.length; i++) {
        if (infos[i] != null) {
          keep(event, infos[i], null, now, dumped.get(i)[1]);
        }
      }
    }

    private void sampleTime(long[] ids, long now) {
      long[] some = ids;
      if (ids.length > MAX_DUMPED) {
        some = new long[MAX_DUMPED];
        int from = ThreadLocalRandom.current().nextInt(ids.length);
        for (int i = 0; i < MAX_DUMPED; i++) {
          some[i] = ids[(from + i) % ids.length];
        }
      }
      long weight = (now - lastTickNanos) * ids.length / some.length;
      for (ThreadInfo info : dump(some)) {
        if (info == null) {
          continue;
        }
        if (plan.has(Event.WALL)) {
          keep(Event.WALL, info, null, now, weight);
        }
        if (plan.has(Event.LOCK) && isWaitingForLock(info)) {
          String lock = info.getLockInfo() == null ? "?" : info.getLockInfo().getClassName();
          keep(Event.LOCK, info, ClassNames.readable(lock), now, weight);
        }
      }
    }

    private boolean isWaitingForLock(ThreadInfo info) {
      return info.getThreadState() == Thread.State.BLOCKED
          || (info.getLockInfo() != null
              && info.getLockInfo().getClassName().contains("ReentrantLock$"));
    }

    private ThreadInfo[] dump(long[] ids) {
      return threads().getThreadInfo(ids, MAX_DEPTH);
    }

    private void keep(
        Event event, ThreadInfo info, @Nullable String className, long now, long weight) {
      if (samples.size() < MAX_SAMPLES && weight > 0) {
        samples.add(
            new Sample(
                event, List.of(info.getStackTrace()), className, info.getThreadId(), now, weight));
      }
    }

    void stop() throws ProfilerException {
      stopping.countDown();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ProfilerFailedException("interrupted", e);
      }
    }

    @Override
    public Recording read(StackBuilder builder) {
      for (Sample sample : samples) {
        DumpedFrames stack = new DumpedFrames(sample.stack);
        builder.add(
            sample.event,
            sample.stack,
            stack,
            sample.className,
            sample.threadId,
            sample.nanos,
            1,
            sample.weight);
      }
      Map<Event, Sampling> sampling = new EnumMap<>(Event.class);
      for (Event event : plan.intervals().keySet()) {
        sampling.put(
            event,
            new Sampling(
                NAME,
                event.intervalUnit() == Event.IntervalUnit.BYTES ? 0 : TICK_NANOS,
                event.intervalUnit(),
                event.intervalUnit().label(),
                bias(event)));
      }
      Window window = new Window(startMillis, endMillis, endNanos - startNanos);
      return new Recording(builder.trees(), sampling, window, null);
    }
  }

  private static String bias(Event event) {
    return switch (event) {
      case CPU, ALLOC ->
          "What a thread used between two ticks is credited to where it stands at a safepoint after"
              + " the second, so inlined and counted loops are missed in favour of what follows"
              + " them; virtual threads are not seen.";
      default ->
          "Threads are seen at safepoints, "
              + MAX_DUMPED
              + " of them a tick, each counted for the tick; virtual threads are not seen.";
    };
  }

  private long[] cpuTimes(long[] ids) {
    try {
      if (threads() instanceof com.sun.management.ThreadMXBean platform) {
        return platform.getThreadCpuTime(ids);
      }
    } catch (LinkageError e) {
      // The runtime image has no module jdk.management; one by one does as well.
    }
    long[] times = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      times[i] = threads().getThreadCpuTime(ids[i]);
    }
    return times;
  }

  private record DumpedFrames(List<StackTraceElement> stack) implements StackBuilder.Frames {

    @Override
    public int depth() {
      return stack.size();
    }

    @Override
    public String name(int i) {
      StackTraceElement frame = stack.get(i);
      return frame.getClassName().replace('.', '/') + "." + frame.getMethodName();
    }

    @Override
    public FrameKind kind(int i) {
      return FrameKind.JAVA;
    }
  }
}
