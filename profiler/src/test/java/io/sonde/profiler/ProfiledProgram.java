package io.sonde.profiler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * The program that the forked tests profile. Its standard output is one line before and one after;
 * what it finds goes to files.
 *
 * <p>Arguments: the scenario, a directory for results, candidate directories for the profiler.
 */
final class ProfiledProgram {

  static final String OUTPUT = "before\nafter";

  private static final String AGENT = "io.sonde.profiler.KnownWork$AgentPart";

  /** Before JDK 25 the JVM itself samples larger objects too seldom. */
  private static final int FAIRLY_SAMPLED_BYTES = 10_000;

  static final int IDLE_THREADS = 1_000;
  static final int CYCLE_BLOCKS = 4;

  private static final List<Event> EVENTS = List.of(Event.values());

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
      case "waits" -> program.waits();
      case "flight-recorder" -> program.fallback("flight-recorder");
      case "thread-dumps" -> program.fallback("thread-dumps");
      case "formats" -> program.formats();
      case "continuous" -> program.continuous();
      case "routes" -> program.routes();
      case "late-log-manager" -> program.lateLogManager();
      case "cycles" -> program.cycles();
      case "lifecycle" -> program.lifecycle();
      case "foreign" -> program.foreign();
      case "attempt" -> program.attempt();
      case "busy-attempt" -> program.busyAttempt();
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
      measure(profiler, cpu, "cpu", request(Event.CPU, 6, Format.COLLAPSED));
      write("cpu.html", profiler.capture(request(Event.CPU, 1, Format.HTML)));
      cpu.stop();
      KnownWork alloc = KnownWork.startAlloc(FAIRLY_SAMPLED_BYTES);
      measure(profiler, alloc, "alloc", request(Event.ALLOC, 3, Format.COLLAPSED));
      write("alloc.html", profiler.capture(request(Event.ALLOC, 1, Format.HTML)));
      alloc.stop();
      fact("route", profiler.status().reason());
      fact("mappedAfter", mapped());
    }
  }

  /** Locks, wall-clock time, live objects. */
  private void waits() throws Exception {
    try (Profiler profiler = new Profiler(options)) {
      write("warmup.html", profiler.capture(request(Event.CPU, 1, Format.HTML)));
      KnownWork locks = KnownWork.startLocks();
      measure(profiler, locks, "lock", request(Event.LOCK, 3, Format.COLLAPSED));
      locks.stop();
      List<KnownWork> sleepers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sleepers.add(KnownWork.startSleeps());
      }
      measure(profiler, sleepers.get(0), "wall", request(Event.WALL, 3, Format.COLLAPSED));
      sleepers.forEach(KnownWork::stop);
      KnownWork leak = KnownWork.startLeak();
      write("live.collapsed", profiler.capture(request(Event.LIVE, 3, Format.COLLAPSED)));
      leak.stop();
    }
  }

  private EngineChoice only(String engine) {
    return new EngineChoice(
        List.of(
            engine.equals("flight-recorder")
                ? new JfrEngine(options)
                : new ThreadSamplingEngine(options)));
  }

  private void fallback(String engine) throws Exception {
    try (Profiler profiler = new Profiler(options, only(engine))) {
      write("warmup.html", profiler.capture(request(Event.CPU, 1, Format.HTML)));
      KnownWork cpu = KnownWork.startCpu();
      measure(profiler, cpu, "cpu", request(Event.CPU, 5, Format.COLLAPSED));
      cpu.stop();
      if (engine.equals("flight-recorder")) {
        KnownWork alloc = KnownWork.startAlloc();
        measure(profiler, alloc, "alloc", request(Event.ALLOC, 3, Format.COLLAPSED));
        alloc.stop();
      }
      KnownWork locks = KnownWork.startLocks();
      measure(profiler, locks, "lock", request(Event.LOCK, 3, Format.COLLAPSED));
      locks.stop();
    }
  }

  /** One capture in each format, of the same work. */
  private void formats() throws Exception {
    KnownWork work = KnownWork.startAlloc();
    try (Profiler profiler = new Profiler(options)) {
      for (Format format : Format.values()) {
        Profile profile = profiler.capture(request(Event.ALLOC, 1, format));
        write(format.label(), profile);
        fact(format.label(), profile.samples());
      }
    }
    try (Profiler profiler = new Profiler(options, only("flight-recorder"))) {
      write("recorder.jfr", profiler.capture(request(Event.ALLOC, 1, Format.JFR)));
    }
    work.stop();
  }

  private void continuous() throws Exception {
    try (Profiler profiler = new Profiler(options)) {
      final long firstMillis = System.currentTimeMillis();
      KnownWork alloc = KnownWork.startAlloc(FAIRLY_SAMPLED_BYTES);
      Duration slice = Duration.ofMillis(1_500);
      profiler.startContinuous(new ContinuousSchedule(Duration.ZERO, slice, slice, 100));
      // enough of the about 100 samples a second to tell shares to a tenth
      awaitSlices(profiler, 4);
      final long secondMillis = System.currentTimeMillis();
      alloc.stop();
      KnownWork cpu = KnownWork.startCpu();
      awaitSlices(profiler, profiler.continuousStatus().slices() + 1);
      final long thirdMillis = System.currentTimeMillis();
      // A capture interrupts the slice, and slices go on afterwards.
      fact("captured", profiler.capture(request(Event.CPU, 1, Format.COLLAPSED)).samples());
      awaitSlices(profiler, profiler.continuousStatus().slices() + 3);
      cpu.stop();
      final long lastMillis = System.currentTimeMillis();
      ContinuousStatus status = profiler.continuousStatus();
      fact("state", status.state());
      fact("reason", status.reason());
      fact("sizeBytes", status.sizeBytes());
      fact("costRatio", status.costRatio());
      fact("cpuEngine", recent(profiler, Event.CPU, thirdMillis, lastMillis).sampling().engine());
      write("cpu.collapsed", recent(profiler, Event.CPU, thirdMillis, lastMillis));
      Profile allocated = recent(profiler, Event.ALLOC, firstMillis, secondMillis);
      fact("allocSamples", allocated.samples());
      write("alloc.collapsed", allocated);
      WindowRequest base = window(Event.CPU, firstMillis, secondMillis - 1_500, Format.HOTSPOTS);
      for (Format format : List.of(Format.HOTSPOTS, Format.HTML, Format.REPORT)) {
        WindowRequest after = window(Event.CPU, thirdMillis, lastMillis, format);
        write("difference." + format.label(), profiler.difference(base, after));
      }
      fact("nothing", failure(() -> recent(profiler, Event.CPU, 0, 1_000)));
      fact("noLocks", failure(() -> recent(profiler, Event.LOCK, firstMillis, lastMillis)));
    }
    continuousLocks();
  }

  private void continuousLocks() throws Exception {
    ProfilerOptions with =
        new ProfilerOptions(
            options.directories(),
            true,
            Thread::new,
            options.agentPackages(),
            PackageOpener.NONE,
            true,
            RequestIntervals.none());
    KnownWork locks = KnownWork.startLocks();
    final long firstMillis = System.currentTimeMillis();
    try (Profiler profiler = new Profiler(with)) {
      Duration slice = Duration.ofSeconds(1);
      profiler.startContinuous(new ContinuousSchedule(Duration.ZERO, slice, slice, 100));
      awaitSlices(profiler, 3);
      write(
          "lock.collapsed", recent(profiler, Event.LOCK, firstMillis, System.currentTimeMillis()));
    }
    locks.stop();
  }

  private static Profile recent(Profiler profiler, Event event, long from, long to)
      throws ProfilerException {
    return profiler.recent(window(event, from, to, Format.COLLAPSED));
  }

  private static WindowRequest window(Event event, long from, long to, Format format) {
    return new WindowRequest(event, from, to, format, null);
  }

  private static void awaitSlices(Profiler profiler, int slices) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (profiler.continuousStatus().slices() < slices) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IllegalStateException("no slice: " + profiler.continuousStatus());
      }
      Thread.sleep(5);
    }
  }

  /** Requests of two routes on one pool; one hands its work to another thread. */
  private void routes() throws Exception {
    RequestIntervals requests = new RequestIntervals(1 << 16);
    ProfilerOptions with =
        new ProfilerOptions(
            options.directories(),
            true,
            Thread::new,
            options.agentPackages(),
            PackageOpener.NONE,
            false,
            requests);
    int six = requests.route("GET /six");
    int three = requests.route("GET /three");
    BlockingQueue<Integer> handedOff = new SynchronousQueue<>();
    Thread server =
        new Thread(
            () -> {
              while (true) {
                serve(requests, six, KnownWork::burnSix);
                serve(requests, three, () -> handOff(handedOff, three));
                KnownWork.AgentPart.burnOne();
              }
            });
    Thread worker =
        new Thread(
            () -> {
              while (true) {
                try {
                  int route = handedOff.take();
                  serve(requests, route, KnownWork::burnThree);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    server.setDaemon(true);
    worker.setDaemon(true);
    server.start();
    worker.start();
    try (Profiler profiler = new Profiler(with)) {
      for (String route : List.of("GET /six", "GET /three")) {
        Profile profile =
            profiler.capture(new ProfileRequest(Event.CPU, 3, Format.COLLAPSED, route));
        write(route.substring(5) + ".collapsed", profile);
      }
      write("hotspots", profiler.capture(request(Event.CPU, 1, Format.HOTSPOTS)));
    }
    fact("overwritten", requests.overwritten());
  }

  private static void handOff(BlockingQueue<Integer> to, int route) {
    try {
      to.put(route);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void serve(RequestIntervals requests, int route, Runnable work) {
    long ticket = requests.begin(Thread.currentThread().getId(), System.nanoTime(), route);
    work.run();
    requests.end(ticket, System.nanoTime(), route);
  }

  /** Loads the library, then sets a log manager as an application's main method may do. */
  private void lateLogManager() throws Exception {
    try (Profiler profiler = new Profiler(options)) {
      profiler.capture(request(Event.CPU, 1, Format.HTML));
      fact("engine", profiler.status().engine());
    }
    System.setProperty("java.util.logging.manager", LateLogManager.class.getName());
    fact("logManager", LogManager.getLogManager().getClass().getName());
  }

  /** What an application server brings along. */
  public static final class LateLogManager extends LogManager {}

  private void measure(Profiler profiler, KnownWork work, String name, ProfileRequest request)
      throws Exception {
    Profile profile = profiler.capture(request);
    // Starting the session and reading it take their time, on a busy machine much of it.
    long[] truth = work.truth(profile.window().startMillis(), profile.window().endMillis());
    for (int i = 0; i < truth.length; i++) {
      fact(name + i, truth[i]);
    }
    fact(name + "Samples", profile.samples());
    fact(name + "Engine", profile.sampling().engine());
    fact(name + "Interval", profile.sampling().interval());
    write(name + ".collapsed", profile);
  }

  /**
   * Starts and stops sessions without waiting, which the public interface does not allow, beside a
   * thousand idle threads. Warm-up comes in steps; what leaks grows in every block.
   */
  private void cycles() throws Exception {
    CountDownLatch idle = new CountDownLatch(1);
    for (int i = 0; i < IDLE_THREADS; i++) {
      Thread thread = new Thread(null, () -> awaitQuietly(idle), "idle", 128 << 10);
      thread.setDaemon(true);
      thread.start();
    }
    Engine engine = new AsyncProfilerEngine(options);
    KnownWork work = KnownWork.startAlloc();
    cycle(engine, 10);
    fact("descriptorsBefore", descriptors());
    cycle(engine, 50);
    fact("residentKib0", residentKib());
    for (int block = 1; block <= CYCLE_BLOCKS; block++) {
      cycle(engine, 140 / CYCLE_BLOCKS);
      fact("residentKib" + block, residentKib());
    }
    fact("descriptorsAfter", descriptors());
    fact("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    fact("libraryThreadsAfter", libraryThreads());
    fact("recordings", recordings);
    fact("recordingsWithSecret", recordingsWithSecret);
    work.stop();
    idle.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cycle(Engine engine, int times) throws Exception {
    String secret = Objects.requireNonNull(System.getProperty("db.password"));
    for (int i = 0; i < times; i++) {
      Event event = EVENTS.get(i % EVENTS.size());
      if (engine.prepare().state() != EngineStatus.State.READY) {
        throw new IllegalStateException(engine.status().reason());
      }
      engine.start(SamplingPlan.of(event), 1);
      churn(i);
      Recording recording = engine.stop().read(new StackBuilder(List.of(), StackLabels.NONE));
      recordings++;
      if (new String(Objects.requireNonNull(recording.file()).array(), ISO_8859_1)
          .contains(secret)) {
        recordingsWithSecret++;
      }
      ProfileWriter.write(Format.HTML, recording.profile(event), null);
    }
  }

  /** Loads and unloads a class, throws, and starts some threads. */
  private static void churn(int i) throws Exception {
    Object proxy =
        Proxy.newProxyInstance(
            new ClassLoader(ProfiledProgram.class.getClassLoader()) {},
            new Class<?>[] {Runnable.class},
            (self, method, arguments) -> {
              throw new IllegalStateException("as planned");
            });
    assertThrows((Runnable) proxy);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 5; t++) {
      Thread thread = new Thread(KnownWork::churnOne);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (i % 20 == 0) {
      System.gc();
    }
  }

  private static void assertThrows(Runnable task) {
    try {
      task.run();
    } catch (IllegalStateException e) {
      return;
    }
    throw new IllegalStateException("it did not throw");
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

  private void busyAttempt() throws Exception {
    KnownWork work = KnownWork.startCpu();
    attempt();
    work.stop();
  }

  private void attempt() throws Exception {
    try (Profiler profiler = new Profiler(options)) {
      fact(
          "failure",
          failure(
              () -> {
                Profile profile = profiler.capture(request(Event.CPU, 1, Format.COLLAPSED));
                fact("sampledBy", profile.sampling().engine());
                fact("passedOver", profile.sampling().passedOver());
                return profile.contentType();
              }));
      EngineStatus first = profiler.engines().get(0);
      fact("state", first.state());
      fact("reason", first.reason());
      fact("taken", profiler.status().engine());
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

  /** Resident memory in KiB, or -1 where the kernel does not say. */
  private static long residentKib() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return -1;
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
