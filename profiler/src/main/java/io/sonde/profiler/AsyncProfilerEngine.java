package io.sonde.profiler;

import io.sonde.profiler.AsyncProfilerCommand.CpuTimer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * Samples with async-profiler.
 *
 * <p>The recording goes to a file that is unlinked as soon as the session has started, and is read
 * back through a channel that was opened before. From then on no other process can open it, and not
 * even {@code kill -9} leaves it behind; only a JVM that dies while the session starts leaves a
 * file.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>{@code loaded} (static)</td><td>{@code prepare}</td><td>{@code prepare}, once</td>
 *       <td>the class</td></tr>
 *   <tr><td>{@code status}</td><td>any thread, volatile</td><td>capture's thread</td><td>none</td></tr>
 *   <tr><td>{@code session}</td><td>capture's thread</td><td>capture's thread</td><td>{@link
 *       Profiler} lets one capture run at a time</td></tr>
 * </table>
 */
final class AsyncProfilerEngine implements Engine {

  private static final String NAME = "async-profiler " + NativeLibrary.VERSION;

  /** A session outlives its planned end by so much at most. */
  private static final int DEAD_MAN_SECONDS = 10;

  /** Recordings up to this size are copied to the heap, larger ones are mapped. */
  private static final int HEAP_BYTES = 8 << 20;

  /** From this JDK on a virtual thread waits for a monitor without its carrier (JEP 491). */
  private static final int UNPINNED_MONITORS = 24;

  /** The first JDK that is known to sample objects of every size in proportion. */
  private static final int FAIR_ALLOCATION = 25;

  /** No recording is larger by far: 300 s at 100 samples a second on 256 cores take 150 MB. */
  private static final long MAX_BYTES = 1L << 30;

  /** The library of this class loader; natives bind to a class once and for all. */
  private static @Nullable LoadedLibrary loaded;

  private final ProfilerOptions options;
  private final JvmGate gate;
  private final LibraryLoader loader;
  private volatile EngineStatus status = EngineStatus.untried(NAME);
  private @Nullable Session session;

  AsyncProfilerEngine(ProfilerOptions options) {
    this(options, JvmGate.ofThisJvm(), new SystemLibraryLoader(options.opener()));
  }

  AsyncProfilerEngine(ProfilerOptions options, JvmGate gate, LibraryLoader loader) {
    this.options = options;
    this.gate = gate;
    this.loader = loader;
  }

  @Override
  public EngineStatus status() {
    return status;
  }

  @Override
  public EngineStatus prepare() {
    EngineStatus outcome;
    try {
      outcome = EngineStatus.ready(NAME, library().route());
    } catch (ProfilerUnavailableException e) {
      outcome = EngineStatus.unavailable(NAME, e.reason());
    } catch (RuntimeException | LinkageError e) {
      outcome = EngineStatus.unavailable(NAME, "loading broke: " + e);
    }
    status = outcome;
    return outcome;
  }

  private LoadedLibrary library() throws ProfilerUnavailableException {
    if (!options.nativeAllowed()) {
      throw new ProfilerUnavailableException("native code is switched off in the configuration");
    }
    String refusal = gate.refusal();
    NativeLibrary library = gate.library();
    if (refusal != null || library == null) {
      throw new ProfilerUnavailableException(String.valueOf(refusal));
    }
    synchronized (AsyncProfilerEngine.class) {
      LoadedLibrary present = loaded;
      if (present == null) {
        present = own();
      }
      if (present == null) {
        present = new LibraryInstaller(library, options.directories(), loader).install();
      }
      loaded = present;
      return present;
    }
  }

  /**
   * The copy that an earlier Sonde left in this process, or null.
   *
   * @throws ProfilerUnavailableException if somebody else's copy is loaded: a class of this loader
   *     could bind to it, and then our stop would end a session that is not ours
   */
  private static @Nullable LoadedLibrary own() throws ProfilerUnavailableException {
    MappedLibraries mapped = MappedLibraries.read();
    if (!mapped.foreign().isEmpty()) {
      throw foreign(String.join(", ", mapped.foreign()));
    }
    AsyncProfiler profiler = SystemLibraryLoader.resolved();
    if (profiler == null) {
      return null;
    }
    if (mapped.own().isEmpty()) {
      throw foreign("its natives are linked already");
    }
    return new LoadedLibrary(profiler::execute, "loaded by an earlier agent");
  }

  private static ProfilerUnavailableException foreign(String where) {
    return new ProfilerUnavailableException(
        "another async-profiler is loaded in this JVM ("
            + where
            + "); its sessions are left alone. Use that one, or restart without it");
  }

  @Override
  public @Nullable String refusal(Event event) {
    return null;
  }

  private static Sampling describe(Event event, long interval, @Nullable String timer) {
    boolean named = event == Event.CPU && timer != null;
    boolean counts = event == Event.CPU || event == Event.WALL;
    return new Sampling(
        named ? NAME + " (" + timer + ")" : NAME,
        interval,
        event.intervalUnit(),
        counts ? Sampling.SAMPLES : event.intervalUnit().label(),
        bias(event));
  }

  private static String bias(Event event) {
    return switch (event) {
      case CPU ->
          "Threads are sampled while they run on a CPU, outside safepoints too; waiting is not"
              + " seen. Kernel frames only with perf_events.";
      case ALLOC ->
          "Bytes are estimated from samples, corrected for object size (size / (1 - exp(-size /"
              + " interval))), short-lived objects included."
              + (Runtime.version().feature() >= FAIR_ALLOCATION
                  ? ""
                  : " This JVM samples objects of more than 10 KB too seldom, by up to a fifth.");
      case LOCK ->
          "Waits for monitors and for ReentrantLock, ReentrantReadWriteLock and Semaphore; one"
              + " shorter than the interval is sampled in proportion to its length and counted as"
              + " the interval. Waits of virtual threads are incomplete"
              + (Runtime.version().feature() >= UNPINNED_MONITORS
                  ? ", and on this JDK those for monitors may stand at the wrong place."
                  : ".");
      case WALL ->
          "Every platform thread is sampled, idle ones too, at most a few hundred a tick; virtual"
              + " threads only while they are mounted.";
      case LIVE ->
          "Bytes of objects that were sampled when they were allocated in the capture and were"
              + " alive at its end, garbage that no collection has met included; at most 1024"
              + " samples are followed at a time, so a long capture favours its beginning.";
    };
  }

  @Override
  public void start(SamplingPlan plan, int seconds) throws ProfilerException {
    LoadedLibrary library;
    synchronized (AsyncProfilerEngine.class) {
      library = loaded;
    }
    if (library == null) {
      throw new ProfilerUnavailableException(status.reason());
    }
    refuseForeignSession(library);
    session = start(library, plan, seconds + DEAD_MAN_SECONDS);
  }

  private static void refuseForeignSession(LoadedLibrary library) throws ProfilerException {
    String state = execute(library, AsyncProfilerCommand.status());
    if (state.startsWith(AsyncProfilerCommand.RUNNING)) {
      throw new ProfilerUnavailableException(
          "a session that Sonde did not start uses async-profiler ("
              + state.strip()
              + "); it is left alone. Try again when it has ended");
    }
  }

  private Session start(LoadedLibrary library, SamplingPlan plan, int timeoutSeconds)
      throws ProfilerException {
    try (PrivateDirectory directory = PrivateDirectory.inAny(options.directories())) {
      Path file = directory.newFile("profile-", ".jfr");
      FileChannel recording = PrivateDirectory.open(file, "rw-------");
      try {
        CpuTimer timer = timer(plan);
        execute(library, AsyncProfilerCommand.start(plan, timer, timeoutSeconds, file));
        return new Session(
            library,
            plan,
            recording,
            timeoutSeconds,
            System.currentTimeMillis(),
            System.nanoTime());
      } catch (ProfilerException | RuntimeException | Error e) {
        recording.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ProfilerFailedException("no file for the recording: " + e, e);
    }
  }

  private CpuTimer timer(SamplingPlan plan) {
    if (gate.isMac()) {
      return CpuTimer.ITIMER;
    }
    return plan.kernelFrames() ? ThreadLoad.read().timer() : CpuTimer.CTIMER;
  }

  private static String execute(LoadedLibrary library, String command) throws ProfilerException {
    try {
      return library.commands().execute(command);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new ProfilerFailedException("async-profiler refused: " + e.getMessage(), e);
    }
  }

  @Override
  public Stopped stop() throws ProfilerException {
    Session ending = session;
    session = null;
    if (ending == null) {
      throw new ProfilerFailedException("no session to stop", null);
    }
    try (FileChannel recording = ending.recording()) {
      ending.stop();
      final Window window =
          new Window(
              ending.startMillis(),
              System.currentTimeMillis(),
              System.nanoTime() - ending.startNanos());
      return new Ended(ending.plan(), window, read(recording));
    } catch (IOException e) {
      throw new ProfilerFailedException("the recording could not be read: " + e, e);
    }
  }

  private static ByteBuffer read(FileChannel recording) throws IOException {
    long sizeBytes = recording.size();
    if (sizeBytes > MAX_BYTES) {
      throw new IOException("it has " + sizeBytes + " bytes; capture for a shorter time");
    }
    if (sizeBytes > HEAP_BYTES) {
      // Outside the heap and outside the limit for direct buffers; freed with the buffer.
      return recording.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) sizeBytes);
    while (bytes.hasRemaining() && recording.read(bytes, bytes.position()) >= 0) {
      // A channel may deliver less than it is asked for.
    }
    return bytes.flip();
  }

  private record Ended(SamplingPlan plan, Window window, ByteBuffer file) implements Stopped {

    @Override
    public Recording read(StackBuilder builder) throws ProfilerException {
      String timer;
      try {
        timer = AsyncProfilerReader.read(file, plan, builder);
      } catch (IOException | RuntimeException e) {
        throw new ProfilerFailedException("the recording could not be read: " + e, e);
      }
      Map<Event, Sampling> sampling = new EnumMap<>(Event.class);
      plan.intervals()
          .forEach((event, interval) -> sampling.put(event, describe(event, interval, timer)));
      return new Recording(builder.trees(), sampling, window, file);
    }
  }

  /** A session that this engine started. */
  private record Session(
      LoadedLibrary library,
      SamplingPlan plan,
      FileChannel recording,
      int timeoutSeconds,
      long startMillis,
      long startNanos) {

    /** Stops it, unless its own timer has done so: what runs then would be somebody else's. */
    void stop() throws ProfilerException {
      if (Profiler.elapsedMillis(startNanos) >= timeoutSeconds * 1000L) {
        return;
      }
      try {
        execute(library, AsyncProfilerCommand.stop());
      } catch (ProfilerException e) {
        if (!String.valueOf(e.getMessage()).contains("not active")) {
          throw e;
        }
      }
    }
  }
}
