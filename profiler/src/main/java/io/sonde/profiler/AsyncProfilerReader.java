package io.sonde.profiler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import one.convert.Arguments;
import one.convert.JfrConverter;
import one.jfr.Dictionary;
import one.jfr.JfrReader;
import one.jfr.StackTrace;
import one.jfr.event.AllocationSample;
import one.jfr.event.ContendedLock;
import one.jfr.event.ExecutionSample;
import one.jfr.event.LiveObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording of async-profiler.
 *
 * <p>Weights are right on average. Objects are sampled with probability {@code 1 - exp(-size /
 * interval)}, so each stands for its size divided by that. Lock waits are sampled each time their
 * sum passes the interval, so one of duration d is taken with probability {@code min(1, d /
 * interval)} and stands for {@code max(d, interval)}.
 */
final class AsyncProfilerReader extends JfrConverter {

  private static final StackTrace NO_STACK = new StackTrace(new long[0], new byte[0], new int[0]);

  private final SamplingPlan plan;
  private final StackBuilder builder;

  private AsyncProfilerReader(JfrReader reader, SamplingPlan plan, StackBuilder builder) {
    super(reader, arguments());
    this.plan = plan;
    this.builder = builder;
  }

  private static Arguments arguments() {
    Arguments arguments = new Arguments();
    arguments.norm = true;
    return arguments;
  }

  /**
   * Reads all samples.
   *
   * @return the timer that took CPU samples, or null
   */
  static @Nullable String read(ByteBuffer recording, SamplingPlan plan, StackBuilder builder)
      throws IOException {
    try (JfrReader reader = new JfrReader(recording.duplicate())) {
      new AsyncProfilerReader(reader, plan, builder).readChunks();
      Map<String, String> settings = reader.settings;
      return settings.get("engine");
    }
  }

  private void readChunks() throws IOException {
    jfr.stopAtNewChunk = true;
    while (jfr.hasMoreChunks()) {
      methodNames = new Dictionary<>();
      builder.forgetIdentities();
      for (one.jfr.event.Event event; (event = jfr.readEvent()) != null; ) {
        add(event);
      }
    }
  }

  private void add(one.jfr.event.Event event) {
    if (event instanceof ExecutionSample sample) {
      Event kind = plan.has(Event.WALL) ? Event.WALL : Event.CPU;
      add(kind, event, 0, sample.samples(), sample.samples() * plan.interval(kind));
    } else if (event instanceof AllocationSample sample && plan.has(Event.ALLOC)) {
      long weight = StackBuilder.poissonWeight(sample.allocationSize, plan.interval(Event.ALLOC));
      add(Event.ALLOC, event, sample.classId, 1, weight);
    } else if (event instanceof LiveObject sample && plan.has(Event.LIVE)) {
      long weight = StackBuilder.poissonWeight(sample.allocationSize, plan.interval(Event.LIVE));
      add(Event.LIVE, event, sample.classId, sample.allocationTime, 1, weight);
    } else if (event instanceof ContendedLock lock && plan.has(Event.LOCK)) {
      long waitNanos = Math.round(lock.duration * jfr.nanosPerTick);
      add(Event.LOCK, event, lock.classId, 1, Math.max(waitNanos, plan.interval(Event.LOCK)));
    }
  }

  private void add(Event kind, one.jfr.event.Event event, int classId, long samples, long weight) {
    add(kind, event, classId, event.time, samples, weight);
  }

  private void add(
      Event kind, one.jfr.event.Event event, int classId, long nanos, long samples, long weight) {
    StackTrace recorded = jfr.stackTraces.get(event.stackTraceId);
    StackTrace trace = recorded == null ? NO_STACK : recorded;
    Long threadId = jfr.javaThreads.get(event.tid);
    builder.add(
        kind,
        event.stackTraceId,
        new RecordedFrames(trace),
        classId == 0 ? null : getClassName(classId).replace('.', '/'),
        threadId == null ? 0 : threadId,
        nanos,
        samples,
        weight);
  }

  private final class RecordedFrames implements StackBuilder.Frames {

    private final StackTrace trace;

    RecordedFrames(StackTrace trace) {
      this.trace = trace;
    }

    @Override
    public int depth() {
      return trace.methods.length;
    }

    @Override
    public String name(int i) {
      return getMethodName(trace.methods[i], trace.types[i]);
    }

    @Override
    public FrameKind kind(int i) {
      return FrameKind.ofRecorded(trace.types[i]);
    }
  }
}
