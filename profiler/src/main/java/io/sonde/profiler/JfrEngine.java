package io.sonde.profiler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * Samples with the flight recorder of the JDK, where async-profiler cannot.
 *
 * <p>Only the events of the plan are switched on, so that the recording holds no system properties.
 * A recording of the application that runs meanwhile writes into the same chunks; then no file is
 * handed over.
 */
final class JfrEngine implements Engine {

  static final String NAME = "JDK Flight Recorder";

  private static final String CPU_TIME = "jdk.CPUTimeSample";
  private static final int DEAD_MAN_SECONDS = 10;

  /** Samples of allocation a second, as in the JDK's own profile. */
  private static final String ALLOCATION_RATE = "300/s";

  private final ProfilerOptions options;
  private volatile EngineStatus status = EngineStatus.untried(NAME);
  private @Nullable Session session;

  JfrEngine(ProfilerOptions options) {
    this.options = options;
  }

  private record Session(
      Recording recording,
      SamplingPlan plan,
      boolean cpuTime,
      long startMillis,
      long startNanos,
      Map<Long, Long> allocatedBefore) {}

  @Override
  public EngineStatus status() {
    return status;
  }

  @Override
  public @Nullable String refusal(Event event) {
    return switch (event) {
      case CPU, ALLOC, LOCK -> null;
      case WALL -> "it does not sample threads that wait";
      case LIVE -> "its old-object samples have no weights that could be summed";
    };
  }

  @Override
  public EngineStatus prepare() {
    EngineStatus outcome;
    try {
      if (FlightRecorder.isAvailable()) {
        // Makes its folder, which fails where no folder for temporary files can be written.
        FlightRecorder.getFlightRecorder();
        outcome = EngineStatus.ready(NAME, "part of this JDK");
      } else {
        outcome = EngineStatus.unavailable(NAME, "this JVM has no flight recorder");
      }
    } catch (LinkageError e) {
      outcome = EngineStatus.unavailable(NAME, "the module jdk.jfr is not in this runtime image");
    } catch (RuntimeException e) {
      outcome = EngineStatus.unavailable(NAME, "the flight recorder does not start: " + e);
    }
    status = outcome;
    return outcome;
  }

  @Override
  public void start(SamplingPlan plan, int seconds) throws ProfilerException {
    Recording recording = new Recording();
    try {
      final boolean cpuTime = enable(recording, plan);
      recording.setName("sonde");
      recording.setToDisk(true);
      recording.setDuration(Duration.ofSeconds(seconds + DEAD_MAN_SECONDS));
      final Map<Long, Long> allocated = allocated(plan);
      recording.start();
      session =
          new Session(
              recording, plan, cpuTime, System.currentTimeMillis(), System.nanoTime(), allocated);
    } catch (RuntimeException | LinkageError e) {
      recording.close();
      throw new ProfilerFailedException("the flight recorder refused: " + e, e);
    }
  }

  private static boolean enable(Recording recording, SamplingPlan plan) {
    boolean cpuTime = false;
    if (plan.has(Event.CPU)) {
      Duration interval = Duration.ofNanos(plan.interval(Event.CPU));
      cpuTime = hasCpuTime();
      if (cpuTime) {
        recording.enable(CPU_TIME).with("throttle", interval.toMillis() + "ms").withStackTrace();
      } else {
        recording.enable("jdk.ExecutionSample").withPeriod(interval).withStackTrace();
      }
    }
    if (plan.has(Event.ALLOC)) {
      recording
          .enable("jdk.ObjectAllocationSample")
          .with("throttle", ALLOCATION_RATE)
          .withStackTrace();
    }
    if (plan.has(Event.LOCK)) {
      Duration threshold = Duration.ofNanos(plan.interval(Event.LOCK));
      recording.enable("jdk.JavaMonitorEnter").withThreshold(threshold).withStackTrace();
      recording.enable("jdk.ThreadPark").withThreshold(threshold).withStackTrace();
    }
    return cpuTime;
  }

  private static boolean hasCpuTime() {
    // JFR says that it has CPU-time samples on every platform of JDK 25; only Linux takes any. They
    // need the signal that async-profiler uses too, and JFR complains on standard output.
    MappedLibraries mapped = MappedLibraries.read();
    if (!System.getProperty("os.name", "").equals("Linux")
        || !mapped.own().isEmpty()
        || !mapped.foreign().isEmpty()) {
      return false;
    }
    for (EventType type : FlightRecorder.getFlightRecorder().getEventTypes()) {
      if (type.getName().equals(CPU_TIME)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Stopped stop() throws ProfilerException {
    Session ending = session;
    session = null;
    if (ending == null) {
      throw new ProfilerFailedException("no session to stop", null);
    }
    try (Recording recording = ending.recording()) {
      boolean shared = isShared(recording);
      if (recording.getState() == jdk.jfr.RecordingState.RUNNING) {
        recording.stop();
      }
      final Map<Long, Long> allocated = allocated(ending.plan());
      final Window window =
          new Window(
              ending.startMillis(),
              System.currentTimeMillis(),
              System.nanoTime() - ending.startNanos());
      ByteBuffer bytes = dump(recording);
      return new Ended(ending, window, allocated, bytes, shared, options.directories());
    } catch (IOException | RuntimeException e) {
      throw new ProfilerFailedException("the recording could not be read: " + e, e);
    }
  }

  private static Map<Long, Long> allocated(SamplingPlan plan) {
    return plan.has(Event.ALLOC) ? ThreadAllocations.now() : Map.of();
  }

  private static boolean isShared(Recording own) {
    for (Recording other : FlightRecorder.getFlightRecorder().getRecordings()) {
      if (other.getId() != own.getId()) {
        return true;
      }
    }
    return false;
  }

  private ByteBuffer dump(Recording recording) throws IOException {
    try (PrivateDirectory directory = PrivateDirectory.inAny(options.directories())) {
      Path file = directory.newFile("profile-", ".jfr");
      recording.dump(file);
      return ByteBuffer.wrap(Files.readAllBytes(file));
    }
  }

  /** A recording, as bytes: its file is gone. */
  private record Ended(
      Session session,
      Window window,
      Map<Long, Long> allocatedAfter,
      ByteBuffer bytes,
      boolean shared,
      List<String> directories)
      implements Stopped {

    @Override
    public io.sonde.profiler.Recording read(StackBuilder builder) throws ProfilerException {
      try (PrivateDirectory directory = PrivateDirectory.inAny(directories)) {
        Path file = directory.newFile("profile-", ".jfr");
        try (var out = PrivateDirectory.open(file, "rw-------")) {
          ByteBuffer rest = bytes.duplicate();
          while (rest.hasRemaining()) {
            out.write(rest);
          }
        }
        FirstAllocations<RecordedEvent> first =
            new FirstAllocations<>(session.allocatedBefore, allocatedAfter);
        new JfrEventReader(session.plan, session.startMillis, session.startNanos, first, builder)
            .read(file);
      } catch (IOException | RuntimeException e) {
        throw new ProfilerFailedException("the recording could not be read: " + e, e);
      }
      Map<Event, Sampling> sampling = new EnumMap<>(Event.class);
      session
          .plan
          .intervals()
          .forEach((event, interval) -> sampling.put(event, describe(event, interval)));
      return new io.sonde.profiler.Recording(
          builder.trees(), sampling, window, shared ? null : bytes);
    }

    private Sampling describe(Event event, long interval) {
      String name = event == Event.CPU && session.cpuTime ? NAME + " (CPU time)" : NAME;
      return new Sampling(
          name, interval, event.intervalUnit(), event.intervalUnit().label(), bias(event));
    }

    private String bias(Event event) {
      return switch (event) {
        case CPU ->
            session.cpuTime
                ? "Threads are sampled by their CPU time, while they run Java code; time in native"
                    + " code counts for its Java caller or is missed."
                : "At most five threads that run Java code are sampled a tick, so with many busy"
                    + " threads totals are too small; native code, the JVM and the kernel are not"
                    + " seen, and inlined methods may be credited to their callers.";
        case ALLOC ->
            "At most 300 samples a second, each weighted with the bytes since the one before on its"
                + " thread; sites of large objects and of new buffers are favoured.";
        default ->
            "Only waits that are longer than the interval, each with its length; shorter ones are"
                + " missed.";
      };
    }
  }
}
