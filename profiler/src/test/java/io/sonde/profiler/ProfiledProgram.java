package io.sonde.profiler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * The program that the forked tests profile. Its standard output is one line before and one after;
 * what it finds goes to files.
 *
 * <p>Arguments: the scenario, a directory for results, candidate directories for the profiler.
 */
final class ProfiledProgram {

  static final String OUTPUT = "before\nafter\n";

  private static final String AGENT = "io.sonde.profiler.KnownWork$AgentPart";

  private final Path results;
  private final ProfilerOptions options;
  private final Properties facts = new Properties();
  private int recordings;
  private int recordingsWithSecret;

  private ProfiledProgram(Path results, List<String> directories) {
    this.results = results;
    this.options = new ProfilerOptions(directories, true, Thread::new, List.of(AGENT));
  }

  @SuppressWarnings("SystemOut") // the stream under test
  public static void main(String[] args) throws Exception {
    System.out.print("before\n");
    ProfiledProgram program =
        new ProfiledProgram(Path.of(args[1]), List.of(args).subList(2, args.length));
    switch (args[0]) {
      case "truth" -> program.truth();
      case "cycles" -> program.cycles();
      case "lifecycle" -> program.lifecycle();
      case "foreign" -> program.foreign();
      case "attempt" -> program.attempt();
      case "exit" -> program.exit(true);
      case "halt" -> program.exit(false);
      default -> throw new IllegalArgumentException(args[0]);
    }
    try (Writer writer = Files.newBufferedWriter(program.results.resolve("facts.properties"))) {
      program.facts.store(writer, null);
    }
    System.out.print("after\n");
    System.out.flush();
  }

  private void truth() throws Exception {
    try (Profiler profiler = new Profiler(options)) {
      fact("mappedBefore", mapped());
      fact("stateBefore", profiler.status().state());
      // Loads the library, so that the captures that count begin at once.
      write("warmup.html", profiler.capture(request(Event.CPU, 1, Format.HTML)));
      KnownWork cpu = KnownWork.startCpu();
      measure(profiler, cpu, "cpu", request(Event.CPU, 8, Format.COLLAPSED));
      write("cpu.html", profiler.capture(request(Event.CPU, 1, Format.HTML)));
      cpu.stop();
      KnownWork alloc = KnownWork.startAlloc();
      measure(profiler, alloc, "alloc", request(Event.ALLOC, 5, Format.COLLAPSED));
      write("alloc.html", profiler.capture(request(Event.ALLOC, 1, Format.HTML)));
      alloc.stop();
      fact("route", profiler.status().reason());
      fact("mappedAfter", mapped());
    }
  }

  private void measure(Profiler profiler, KnownWork work, String name, ProfileRequest request)
      throws Exception {
    long[] before = work.truth();
    Profile profile = profiler.capture(request);
    long[] after = work.truth();
    for (int i = 0; i < after.length; i++) {
      fact(name + i, after[i] - before[i]);
    }
    fact(name + "Samples", profile.samples());
    fact(name + "Engine", profile.sampling().engine());
    fact(name + "Interval", profile.sampling().interval());
    write(name + ".collapsed", profile);
  }

  /** Starts and stops sessions without waiting, which the public interface does not allow. */
  private void cycles() throws Exception {
    Engine engine = new AsyncProfilerEngine(options);
    KnownWork work = KnownWork.startAlloc();
    cycle(engine, 10);
    fact("descriptorsBefore", descriptors());
    cycle(engine, 50);
    fact("descriptorsAfter", descriptors());
    fact("libraryThreadsAfter", libraryThreads());
    fact("recordings", recordings);
    fact("recordingsWithSecret", recordingsWithSecret);
    work.stop();
  }

  private void cycle(Engine engine, int times) throws Exception {
    String secret = Objects.requireNonNull(System.getProperty("db.password"));
    for (int i = 0; i < times; i++) {
      Event event = i % 2 == 0 ? Event.CPU : Event.ALLOC;
      if (engine.prepare().state() != EngineStatus.State.READY) {
        throw new IllegalStateException(engine.status().reason());
      }
      engine.start(event, 1);
      KnownWork.burnThree();
      Recording recording = engine.stop();
      recordings++;
      if (new String(recording.jfr().array(), ISO_8859_1).contains(secret)) {
        recordingsWithSecret++;
      }
      new JfrProfileWriter(request(event, 1, Format.HTML), List.of()).write(recording);
    }
  }

  private void lifecycle() throws Exception {
    Profiler profiler = new Profiler(options);
    CountDownLatch ready = new CountDownLatch(1);
    FutureTask<Profile> first =
        new FutureTask<>(
            () -> {
              ready.countDown();
              return profiler.capture(request(Event.ALLOC, 300, Format.COLLAPSED));
            });
    Thread caller = new Thread(first);
    caller.setDaemon(true);
    caller.start();
    ready.await();
    awaitSession(profiler);
    fact("second", failure(() -> profiler.capture(request(Event.CPU, 1, Format.HTML))));
    caller.interrupt();
    caller.join(TimeUnit.SECONDS.toMillis(30));
    fact("interrupted", failure(first::get));
    fact("idle", profiler.running() == null);
    fact("next", profiler.capture(request(Event.ALLOC, 1, Format.COLLAPSED)).contentType());

    FutureTask<Profile> last =
        new FutureTask<>(() -> profiler.capture(request(Event.CPU, 300, Format.COLLAPSED)));
    Thread lastCaller = new Thread(last);
    lastCaller.setDaemon(true);
    lastCaller.start();
    awaitSession(profiler);
    profiler.close();
    fact("closed", failure(last::get));
    fact("afterClose", failure(() -> profiler.capture(request(Event.CPU, 1, Format.HTML))));
  }

  private void foreign() throws Exception {
    burnBefore();
    attempt();
    burnAfter();
  }

  private static void burnBefore() {
    for (int i = 0; i < 20; i++) {
      KnownWork.burnThree();
    }
  }

  private static void burnAfter() {
    for (int i = 0; i < 20; i++) {
      KnownWork.burnThree();
    }
  }

  private void attempt() throws Exception {
    try (Profiler profiler = new Profiler(options)) {
      fact(
          "failure",
          failure(() -> profiler.capture(request(Event.CPU, 1, Format.COLLAPSED)).contentType()));
      fact("state", profiler.status().state());
      fact("reason", profiler.status().reason());
      fact("mappedAfter", mapped());
    }
  }

  /** Ends the JVM while a capture runs, with a hook that closes the profiler, or at once. */
  @SuppressWarnings("SystemOut") // the stream under test
  private void exit(boolean orderly) throws Exception {
    Profiler profiler = new Profiler(options);
    Runtime.getRuntime().addShutdownHook(new Thread(profiler::close));
    Thread caller =
        new Thread(() -> failure(() -> profiler.capture(request(Event.CPU, 300, Format.HTML))));
    caller.setDaemon(true);
    caller.start();
    awaitSession(profiler);
    System.out.print("after\n");
    System.out.flush();
    if (orderly) {
      System.exit(0);
    } else {
      Runtime.getRuntime().halt(0);
    }
  }

  /** Waits until samples are taken and the recording's name has gone from its directory. */
  private void awaitSession(Profiler profiler) throws Exception {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (profiler.status().state() != EngineStatus.State.READY || !isSampling() || hasFiles()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IllegalStateException("no session: " + profiler.status());
      }
      Thread.sleep(5);
    }
  }

  private boolean hasFiles() {
    for (String directory : options.directories()) {
      String[] names = new File(directory).list();
      for (String name : names == null ? new String[0] : names) {
        if (name.startsWith(PrivateDirectory.PREFIX)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSampling() throws IOException {
    AsyncProfiler library = SystemLibraryLoader.resolved();
    return library != null
        && library.execute(AsyncProfilerCommand.status()).startsWith(AsyncProfilerCommand.RUNNING);
  }

  /** What a call throws, cause first, or its result. */
  private static String failure(Call call) {
    try {
      return "none: " + call.run();
    } catch (Exception e) {
      Throwable root = e.getCause() != null && !(e instanceof ProfilerException) ? e.getCause() : e;
      return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
  }

  private interface Call {
    @Nullable Object run() throws Exception;
  }

  private static boolean mapped() {
    MappedLibraries mapped = MappedLibraries.read();
    return !mapped.own().isEmpty();
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? -1 : open.length;
  }

  /** The threads of the library that are left, once those that end have ended. */
  private static long libraryThreads() throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    long threads = countLibraryThreads();
    while (threads > 0 && System.nanoTime() < deadlineNanos) {
      Thread.sleep(5);
      threads = countLibraryThreads();
    }
    return threads;
  }

  /** Asks the kernel, because the JVM hides threads of native agents; elsewhere there are none. */
  private static long countLibraryThreads() {
    File[] tasks = new File("/proc/self/task").listFiles();
    long threads = 0;
    for (File task : tasks == null ? new File[0] : tasks) {
      try {
        if (Files.readString(task.toPath().resolve("comm")).startsWith("Async-profiler")) {
          threads++;
        }
      } catch (IOException e) {
        // That thread has just ended.
      }
    }
    return threads;
  }

  private static ProfileRequest request(Event event, int seconds, Format format) {
    return new ProfileRequest(event, seconds, format);
  }

  private void write(String name, Profile profile) throws IOException {
    try (OutputStream out = Files.newOutputStream(results.resolve(name))) {
      profile.writeTo(out);
    }
  }

  private void fact(String name, Object value) {
    facts.setProperty(name, String.valueOf(value));
  }
}
