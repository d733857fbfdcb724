package io.sonde.agent.start;

import io.micrometer.core.instrument.config.MeterFilter;
import io.sonde.agent.config.Options;
import io.sonde.agent.config.Settings;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.profile.InstrumentationOpener;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.weaving.GlanceTransformer;
import io.sonde.agent.weaving.LoadedClasses;
import io.sonde.agent.weaving.OwnThread;
import io.sonde.agent.weaving.Stops;
import io.sonde.bootstrap.SondeHook;
import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.jvm.GcPauses;
import io.sonde.exporters.registry.Bounds;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import io.sonde.profiler.RequestIntervals;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: everything that runs is made here, by hand, in the order in which it is
 * needed.
 *
 * <p>Two threads start the agent. One warms the weaver up; the other makes the registry and the
 * probes. When both have done so, candidates among loading classes are let through, those that
 * loaded before are rewritten, and the rest follows: endpoint, discovery file. What only readers
 * need waits for {@link FirstReading}.
 *
 * <p>Neither thread may need a class that a technology names exactly (the JDK's thread pools and
 * HTTP clients) before candidates are let through: an application thread may be inside the loading
 * of that class, waiting for us.
 */
final class Sonde implements Runnable {

  /** Stretches of requests that profiles are joined with; 40 bytes each. */
  private static final int KEPT_INTERVALS = 1 << 14;

  private static final int MAX_FAILURES_TOLD = 5;

  private static final int MAX_NOTES = 50;

  private final Instrumentation instrumentation;
  private final List<Technology> technologies;
  private final GlanceTransformer transformer;
  private final Claim claim;
  private final Reply reply;
  private final StartTimes times;
  private final CopyOnWriteArrayList<String> notes = new CopyOnWriteArrayList<>();
  private final AtomicInteger droppedNotes = new AtomicInteger();

  /** What has to be closed, in the order in which it was opened; guards itself and the next. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** The three of them are guarded by {@code open}, once the start is under way. */
  private Settings settings;

  private @Nullable Endpoint endpoint;
  private @Nullable Discovery discovery;

  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile String url = "";

  Sonde(
      Settings settings,
      Instrumentation instrumentation,
      List<Technology> technologies,
      GlanceTransformer transformer,
      Claim claim,
      Reply reply,
      StartTimes times) {
    this.settings = settings;
    this.instrumentation = instrumentation;
    this.technologies = technologies;
    this.transformer = transformer;
    this.claim = claim;
    this.reply = reply;
    this.times = times;
    settings.problems().forEach(notes::addIfAbsent);
  }

  @Override
  public void run() {
    try {
      synchronized (open) {
        try (Stops stops = reply.isAwaited() ? Stops.open() : Stops.unknown()) {
          start(stops);
          tell(stops, reply);
        }
      }
      describe(reply);
    } catch (Throwable t) {
      if (!reply.isAwaited()) {
        say("not started, the application runs without it: " + t);
      }
      close(Stops.unknown());
      reply.end("error", "not started: " + t);
    }
  }

  private void start(Stops stops) throws Exception {
    CountDownLatch warm = new CountDownLatch(1);
    new OwnThread("weaver", () -> warmUp(warm)).start();
    if (settings.flag(Options.DEBUG)) {
      debug(true);
    }
    SondeMeterRegistry registry =
        RegistryOptions.defaults()
            .withMaxSeriesPerMetric((int) settings.number(Options.MAX_SERIES))
            .withCallBounds(settings.durations(Options.CALL_BOUNDS))
            .withWaitBounds(settings.durations(Options.WAIT_BOUNDS))
            .openRegistry();
    open.push(registry::close);
    RequestIntervals intervals = new RequestIntervals(KEPT_INTERVALS);
    RequestLedger requests = new RequestLedger(new IntervalListener(intervals));
    ProbeContext context =
        new ProbeContext(registry, requests, Bounds.calls(), Bounds.waits(), new double[0]);
    context.maxSeries((int) settings.number(Options.MAX_SERIES));
    context.leakAfter(Duration.ofSeconds(settings.number(Options.LEAK_SECONDS)));
    InstrumentationOpener opener = new InstrumentationOpener(instrumentation);
    context.openJdkPackagesBy(
        name -> opener.open(Object.class.getModule(), name, Sonde.class.getModule()));
    ProbeCosts costs =
        new ProbeCosts(
            settings.number(Options.MAX_OVERHEAD) / 100.0,
            Runtime.getRuntime().availableProcessors(),
            System::nanoTime,
            this::tell);
    install(context, costs);
    times.mark("probes");
    warm.await();
    transformer.letThrough();
    LoadedClasses loaded =
        new LoadedClasses(
            instrumentation,
            transformer,
            stops,
            (done, all) -> reply.tell("rewriting", done + " of " + all));
    int rewritten = loaded.weave();
    reply.tell("rewritten", Integer.toString(rewritten));
    reply.tell("batches", Integer.toString(loaded.batches()));
    reply.tell("longestBatchMillis", Long.toString(loaded.longestBatchNanos() / 1_000_000));
    times.mark("loaded_classes");
    if (!reply.isAwaited()) {
      // who attaches comes to a JVM that has long done this
      IoClasses.forFilesAndPorts(opener);
    }
    RequestReport report =
        new RequestReport(requests, registry, context.maxSeries(), watchPauses());
    context.beforeReading(report::refresh);
    readCpu(requests);
    Maintenance maintenance = new Maintenance(context);
    open.push(maintenance);
    Breaker breaker = breaker();
    long budgetBytes = settings.number(Options.HISTORY_MEGABYTES) << 20;
    MetricsHistory history = new MetricsHistory(registry, budgetBytes);
    history.include(report);
    SteadyClock clock = new SteadyClock();
    HistorySaver saver = openSaver(history, clock);
    // its unit is not a base unit; the ratio process.cpu.usage stays
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    FirstReading first =
        new FirstReading(
            registry,
            () ->
                SelfMeters.bind(
                    registry,
                    context,
                    technologies,
                    transformer.counts(),
                    maintenance,
                    times,
                    costs),
            this::note);
    open.push(first);
    maintenance.start(
        () -> {
          breaker.tick();
          first.tick();
          costs.open();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ProbeCosts.WINDOW_MILLIS));
          costs.close();
        },
        () -> {
          history.tick(clock.millis());
          if (saver != null) {
            saver.tick(clock.millis());
          }
        });
    Discovery file = new Discovery(settings.text(Options.DIRECTORY));
    discovery = file;
    open.push(file);
    endpoint =
        startEndpoint(
            registry,
            history,
            report,
            new LoanReport(context.loans()),
            intervals,
            first,
            file,
            breaker,
            costs);
    times.mark("endpoint");
    closeAtExit(endpoint, file, saver);
    if (!reply.isAwaited() && (!settings.flag(Options.QUIET) || !notes.isEmpty())) {
      announce();
    }
  }

  private @Nullable GcPauses watchPauses() {
    try {
      GcPauses pauses = GcPauses.watch();
      open.push(pauses);
      return pauses;
    } catch (LinkageError e) {
      note(
          "what collections cost requests is not known (the JVM lacks the module java.management)");
      return null;
    }
  }

  private Breaker breaker() {
    LongSupplier cpuNanos = () -> 0;
    DoubleSupplier heapUsedRatio = () -> 0;
    try {
      OwnCosts costs = new OwnCosts();
      cpuNanos = costs::cpuNanos;
      heapUsedRatio = OwnCosts::heapUsedRatio;
    } catch (LinkageError e) {
      note("the breaker sees neither CPU nor heap (the JVM lacks the module java.management)");
    }
    return new Breaker(
        System::nanoTime, cpuNanos, heapUsedRatio, SelfMeters::swallowedErrors, this::trip);
  }

  /** Lets requests be split into computing and waiting, where the JVM tells CPU times. */
  private void readCpu(RequestLedger requests) {
    try {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      if (threads.isCurrentThreadCpuTimeSupported()) {
        requests.readCpuBy(threads::getCurrentThreadCpuTime);
      }
    } catch (LinkageError e) {
      note("CPU time of requests is not known (the JVM lacks the module java.management)");
    }
  }

  /** Says something on stderr and to whoever asks for the state later. */
  private void tell(String text) {
    note(text);
    say(text);
  }

  /** Measures nothing more; the endpoint stays and says why. */
  private void trip(String reason) {
    SondeHook.pause(true);
    note("measuring is off: " + reason);
    say("measures nothing any more: " + reason);
  }

  /** The past goes on from the file, if there is to be one. */
  private @Nullable HistorySaver openSaver(MetricsHistory history, SteadyClock clock) {
    String path = settings.text(Options.HISTORY_FILE);
    if (path.isEmpty()) {
      return null;
    }
    try {
      HistorySaver saver = HistorySaver.open(path, history, clock.millis(), this::note);
      open.push(saver);
      return saver;
    } catch (RuntimeException e) {
      note("history.file=" + path + " is no path (" + e.getMessage() + ")");
      return null;
    }
  }

  /** A profile must not outlive the JVM's orderly exit, nor the discovery file the process. */
  private void closeAtExit(
      @Nullable Endpoint endpoint, Discovery discovery, @Nullable HistorySaver saver) {
    try {
      atExit(
          "exit",
          () -> {
            if (endpoint != null) {
              endpoint.endProfile();
            }
            discovery.close();
          });
      if (saver != null) {
        // a hook of its own: hooks run side by side
        atExit("exit-history", saver::close);
      }
    } catch (IllegalStateException e) {
      // the JVM is exiting already
      discovery.close();
    }
  }

  private void atExit(String name, Runnable last) {
    Thread hook = new OwnThread(name, last);
    Runtime.getRuntime().addShutdownHook(hook);
    open.push(() -> Runtime.getRuntime().removeShutdownHook(hook));
  }

  /** The endpoint needs a module that small runtime images leave out. */
  private @Nullable Endpoint startEndpoint(
      SondeMeterRegistry registry,
      MetricsHistory history,
      RequestReport report,
      LoanReport loans,
      RequestIntervals intervals,
      FirstReading first,
      Discovery discovery,
      Breaker breaker,
      ProbeCosts costs) {
    Endpoint endpoint = null;
    try {
      endpoint =
          Endpoint.start(
              settings,
              registry,
              history,
              report,
              loans,
              intervals,
              first,
              discovery,
              transformer,
              breaker,
              costs,
              instrumentation);
      open.push(endpoint);
      endpoint.warnings().forEach(this::note);
      url = endpoint.url();
    } catch (LinkageError e) {
      note("the JVM lacks the module jdk.httpserver");
    } catch (RuntimeException e) {
      note("endpoint is off (" + e + ")");
    }
    publish(discovery);
    return endpoint;
  }

  private void publish(Discovery discovery) {
    if (!url.isEmpty()) {
      try {
        discovery.announce(url);
      } catch (IOException | RuntimeException e) {
        note("no discovery file (" + e.getMessage() + ")");
      }
    }
  }

  private void warmUp(CountDownLatch warm) {
    try {
      transformer.warmUp();
      times.mark("weaver");
    } catch (Throwable t) {
      note("nothing is rewritten (" + t + ")");
    } finally {
      warm.countDown();
    }
  }

  private void install(ProbeContext context, ProbeCosts costs) {
    for (Technology technology : technologies) {
      try {
        technology.install(context);
      } catch (Throwable t) {
        // a module is missing from this JVM, or the technology is broken: the others go on
        note(technology.name() + " is off (" + t + ")");
      }
      costs.claim(technology, context.afterGaps());
    }
  }

  /** The one line of the start, with everything that has to be said. */
  private void announce() {
    StringBuilder line = new StringBuilder(Version.current());
    line.append(url.isEmpty() ? " endpoint is off" : " on " + url);
    for (String note : notes()) {
      line.append("; ").append(note);
    }
    say(line.toString());
  }

  /** Adds what the start line, or a command line, should say too, unless it is there already. */
  void note(String text) {
    if (notes.size() < MAX_NOTES) {
      notes.addIfAbsent(text);
    } else if (!notes.contains(text)) {
      droppedNotes.incrementAndGet();
    }
  }

  private List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (droppedNotes.get() > 0) {
      all.add(droppedNotes.get() + " further notes were dropped");
    }
    return all;
  }

  private static void debug(boolean isOn) {
    SondeHook.listen(isOn ? (error, probe) -> error.printStackTrace() : null);
  }

  /** A second attach of this version: changes the options that can change, and says which. */
  void again(String arguments, Reply to) {
    try {
      synchronized (open) {
        if (!arguments.isEmpty() && !isClosed.get()) {
          Settings asked = Settings.read(arguments, Map.of(), new Properties());
          asked.problems().forEach(problem -> to.tell("note", problem));
          change(asked, to);
        }
      }
      describe(to);
    } catch (Throwable t) {
      to.end("error", "options are not changed: " + t);
    }
  }

  private void change(Settings asked, Reply to) {
    OptionChange change = OptionChange.of(settings, asked);
    settings = change.settings();
    if (change.now().contains(Options.DEBUG)) {
      debug(settings.flag(Options.DEBUG));
    }
    Endpoint current = endpoint;
    Discovery file = discovery;
    if (current != null && change.now().contains(Options.PROFILER_CONTINUOUS)) {
      current.profileContinuously();
    }
    if (current != null && file != null && change.isOfListening()) {
      boolean isPortAsked = change.now().contains(Options.PORT);
      for (String problem : current.listenAgain(settings, file, isPortAsked)) {
        to.tell("note", problem);
      }
      url = current.url();
      publish(file);
    }
    change.now().forEach(option -> to.tell("changed", option.name()));
    change.later().forEach(option -> to.tell("later", option.name()));
  }

  private static void tell(Stops stops, Reply to) {
    stops.mark();
    if (stops.longestNanos() != Stops.UNKNOWN) {
      to.tell("longestStopMicros", Long.toString(stops.longestNanos() / 1_000));
      to.tell("stoppedMicros", Long.toString(stops.totalNanos() / 1_000));
    }
  }

  /** Tells a command line what runs here; a start that is still under way is waited for. */
  void describe(Reply to) {
    synchronized (open) {
      if (isClosed.get()) {
        to.end("starting", "Sonde is stopping, try again");
        return;
      }
      to.tell("version", Version.current());
      to.tell("url", url);
      to.tell("classes", Integer.toString(transformer.wovenClasses()));
      to.tell("failed", Long.toString(transformer.counts().failedClasses()));
      transformer.failures().stream()
          .limit(MAX_FAILURES_TOLD)
          .forEach(failure -> to.tell("note", "left as it was: " + failure));
      for (String note : notes()) {
        to.tell("note", note);
      }
      to.end("active", url.isEmpty() ? "active, endpoint is off" : "active on " + url);
    }
  }

  /** Leaves the JVM as it was, and says what stays. */
  void detach(Reply to) {
    try (Stops stops = Stops.open()) {
      int restored = close(stops);
      to.tell("restored", Integer.toString(restored));
      tell(stops, to);
      to.end(
          "detached",
          "what stays: the class java.lang.SondeHook, which holds nothing, and the launcher's classes"
              + " with their open jar");
    } catch (Throwable t) {
      to.end("error", "not everything could be undone: " + t);
    }
  }

  /**
   * Stops everything: probes first, so that woven code does nothing, then the classes get their own
   * code back, then threads, port and files go. Only the first call does anything.
   *
   * @return how many classes were restored
   */
  private int close(Stops stops) {
    if (!isClosed.compareAndSet(false, true)) {
      return 0;
    }
    SondeHook.uninstall();
    transformer.close();
    instrumentation.removeTransformer(transformer);
    int restored =
        new LoadedClasses(instrumentation, transformer, stops, (done, all) -> {}).restore();
    // a start that is still under way is waited for: what it opens must be closed too
    synchronized (open) {
      for (AutoCloseable opened = open.poll(); opened != null; opened = open.poll()) {
        try {
          opened.close();
        } catch (Exception e) {
          say("cannot close " + opened.getClass().getName() + ": " + e);
        }
      }
    }
    RecordLinks.forget();
    claim.sonde = null;
    SondeHook.OWNER.compareAndSet(claim, null);
    return restored;
  }

  private static void say(String text) {
    System.err.println("[sonde] " + text.replace('\n', ' '));
  }
}
