package io.sonde.profiler;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Reads a recording of the JDK's flight recorder; the module {@code jdk.jfr} must be there. */
final class JfrEventReader {

  /** Where waiting is for a lock; elsewhere a parked thread waits for work. */
  private static final List<String> LOCKS =
      List.of(
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.locks.ReentrantReadWriteLock",
          "java.util.concurrent.Semaphore");

  private final SamplingPlan plan;
  private final long startMillis;
  private final long startNanos;
  private final FirstAllocations<RecordedEvent> first;
  private final StackBuilder builder;

  JfrEventReader(
      SamplingPlan plan,
      long startMillis,
      long startNanos,
      FirstAllocations<RecordedEvent> first,
      StackBuilder builder) {
    this.plan = plan;
    this.first = first;
    this.startMillis = startMillis;
    this.startNanos = startNanos;
    this.builder = builder;
  }

  void read(Path file) throws IOException {
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        add(events.readEvent());
      }
    }
    first.forEach(
        (event, weight) ->
            add(Event.ALLOC, event, "eventThread", className(event, "objectClass"), weight));
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ExecutionSample" ->
          add(Event.CPU, event, "sampledThread", null, plan.interval(Event.CPU));
      case "jdk.CPUTimeSample" -> addCpuTime(event);
      case "jdk.ObjectAllocationSample" -> addAllocation(event);
      case "jdk.JavaMonitorEnter" -> addWait(event, className(event, "monitorClass"));
      case "jdk.ThreadPark" -> {
        String parked = className(event, "parkedClass");
        if (parked != null && isLock(parked)) {
          addWait(event, parked);
        }
      }
      default -> {
        // It belongs to another recording.
      }
    }
  }

  private void addAllocation(RecordedEvent event) {
    long weight = event.getLong("weight");
    RecordedThread thread = event.getValue("eventThread");
    if (thread == null
        || !first.isFirst(thread.getJavaThreadId(), isVirtual(thread), event, weight)) {
      add(Event.ALLOC, event, "eventThread", className(event, "objectClass"), weight);
    }
  }

  /** The field is there since JDK 21. */
  private static boolean isVirtual(RecordedThread thread) {
    return thread.hasField("virtual") && thread.getBoolean("virtual");
  }

  private void addCpuTime(RecordedEvent event) {
    Duration period = event.getDuration("samplingPeriod");
    long weight = period.isNegative() ? plan.interval(Event.CPU) : period.toNanos();
    add(Event.CPU, event, "eventThread", null, weight);
  }

  private void addWait(RecordedEvent event, @Nullable String lockClass) {
    long waitNanos = event.getDuration().toNanos();
    if (waitNanos >= plan.interval(Event.LOCK)) {
      add(Event.LOCK, event, "eventThread", lockClass, waitNanos);
    }
  }

  private static boolean isLock(String className) {
    String dotted = className.replace('/', '.');
    for (String lock : LOCKS) {
      if (dotted.startsWith(lock)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String className(RecordedEvent event, String field) {
    RecordedClass type = event.getValue(field);
    return type == null ? null : ClassNames.readable(type.getName());
  }

  private void add(
      Event kind,
      RecordedEvent event,
      String threadField,
      @Nullable String className,
      long weight) {
    if (!plan.has(kind)) {
      return;
    }
    RecordedThread thread = event.getValue(threadField);
    RecordedStackTrace trace = event.getStackTrace();
    List<RecordedFrame> frames = trace == null ? List.of() : trace.getFrames();
    RecordedFrames stack = new RecordedFrames(frames);
    builder.add(
        kind,
        stack.identity(),
        stack,
        className,
        thread == null ? 0 : thread.getJavaThreadId(),
        nanos(event),
        1,
        weight);
  }

  /** The event's time on the clock of {@link System#nanoTime()}, to a millisecond or so. */
  private long nanos(RecordedEvent event) {
    var start = event.getStartTime();
    long sinceStart =
        (start.getEpochSecond() - startMillis / 1000) * 1_000_000_000L
            + start.getNano()
            - startMillis % 1000 * 1_000_000L;
    return startNanos + sinceStart;
  }

  private record RecordedFrames(List<RecordedFrame> frames) implements StackBuilder.Frames {

    /** The reader makes new objects for equal stacks, so the names are what can be compared. */
    List<String> identity() {
      String[] names = new String[frames.size()];
      for (int i = 0; i < names.length; i++) {
        names[i] = name(i);
      }
      return List.of(names);
    }

    @Override
    public int depth() {
      return frames.size();
    }

    @Override
    public String name(int i) {
      RecordedMethod method = frames.get(i).getMethod();
      return method.getType().getName().replace('.', '/') + "." + method.getName();
    }

    @Override
    public FrameKind kind(int i) {
      return FrameKind.JAVA;
    }
  }
}
