package io.sonde.agent.start;

import io.sonde.agent.config.Options;
import io.sonde.agent.config.Settings;
import io.sonde.agent.profile.InstrumentationOpener;
import io.sonde.agent.profile.OwnFrames;
import io.sonde.agent.profile.ProfileMeters;
import io.sonde.agent.profile.ProfileRoutes;
import io.sonde.agent.weaving.GlanceTransformer;
import io.sonde.agent.weaving.OwnThread;
import io.sonde.exporters.api.ApiRoutes;
import io.sonde.exporters.api.PoolInsights;
import io.sonde.exporters.api.RequestInsights;
import io.sonde.exporters.dashboard.DashboardRoutes;
import io.sonde.exporters.history.MetricsHistory;
import io.sonde.exporters.http.Access;
import io.sonde.exporters.http.AccessToken;
import io.sonde.exporters.http.HealthHandler;
import io.sonde.exporters.http.HealthSource;
import io.sonde.exporters.http.HistogramsHandler;
import io.sonde.exporters.http.Route;
import io.sonde.exporters.http.ServerOptions;
import io.sonde.exporters.http.ServerStart;
import io.sonde.exporters.http.SondeServer;
import io.sonde.exporters.prometheus.MetricsHandler;
import io.sonde.exporters.registry.SondeMeterRegistry;
import io.sonde.profiler.ContinuousSchedule;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.ProfilerOptions;
import io.sonde.profiler.PushOptions;
import io.sonde.profiler.RequestIntervals;
import java.lang.instrument.Instrumentation;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP endpoint and what it serves.
 *
 * <p>A class of its own, because it cannot be linked in a JVM without the module {@code
 * jdk.httpserver}.
 */
final class Endpoint implements AutoCloseable {

  private final RouteSource routes;
  private final @Nullable Profiler profiler;
  private final List<String> warnings;

  /** Replaced when options of listening change, which the caller does not do twice at a time. */
  private volatile @Nullable SondeServer server;

  private volatile ServerOptions options;

  private Endpoint(
      RouteSource routes,
      ServerOptions options,
      @Nullable SondeServer server,
      @Nullable Profiler profiler,
      List<String> warnings) {
    this.routes = routes;
    this.options = options;
    this.server = server;
    this.profiler = profiler;
    this.warnings = warnings;
  }

  /** Starts to listen; without a free port there is an endpoint that does not. */
  static Endpoint start(
      Settings settings,
      SondeMeterRegistry registry,
      MetricsHistory history,
      RequestInsights requests,
      PoolInsights pools,
      RequestIntervals intervals,
      FirstReading first,
      Discovery discovery,
      GlanceTransformer transformer,
      Breaker breaker,
      ProbeCosts costs,
      Instrumentation instrumentation) {
    List<String> warnings = new ArrayList<>();
    Profiler profiler = profiler(settings, instrumentation, intervals, warnings);
    ServerOptions options = options(settings, discovery);
    RouteSource routes =
        new RouteSource(
            () ->
                routes(
                    registry,
                    history,
                    requests,
                    pools,
                    first,
                    transformer,
                    breaker,
                    costs,
                    profiler));
    if (profiler != null) {
      first.also(() -> ProfileMeters.bind(registry, profiler));
    }
    ServerStart start = SondeServer.start(options, routes);
    warnings.addAll(start.warnings());
    return new Endpoint(routes, options, start.server(), profiler, warnings);
  }

  /** Everything that is served; made for the first request. */
  private static List<Route> routes(
      SondeMeterRegistry registry,
      MetricsHistory history,
      RequestInsights requests,
      PoolInsights pools,
      FirstReading first,
      GlanceTransformer transformer,
      Breaker breaker,
      ProbeCosts costs,
      @Nullable Profiler profiler) {
    first.prepare();
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get("/metrics", Access.OPEN, new MetricsHandler(registry)));
    routes.add(
        Route.get(
            "/health",
            Access.OPEN,
            new HealthHandler(List.of(weaving(transformer), measuring(breaker, costs)))));
    routes.add(Route.get("/api/v1/histograms", Access.READ, new HistogramsHandler(registry)));
    routes.addAll(ApiRoutes.of(history, requests, pools));
    routes.addAll(DashboardRoutes.all());
    if (profiler != null) {
      routes.addAll(ProfileRoutes.of(profiler));
    }
    return routes;
  }

  /**
   * Listens as other settings say and serves the same; connections are closed. If that is not
   * possible it listens as before.
   *
   * @param isPortAsked whether the port changes, too; otherwise it stays the one that was found
   *     free
   * @return what had to be done otherwise than asked for
   */
  List<String> listenAgain(Settings settings, Discovery discovery, boolean isPortAsked) {
    List<String> problems = new ArrayList<>();
    SondeServer former = server;
    ServerOptions wanted = options(settings, discovery);
    if (former != null) {
      if (!isPortAsked) {
        wanted = wanted.withPort(former.port());
      }
      options = options.withPort(former.port());
      former.close();
    }
    ServerStart start = SondeServer.start(wanted, routes);
    problems.addAll(start.warnings());
    if (start.server() == null) {
      start = SondeServer.start(options, routes);
      problems.addAll(start.warnings());
    } else {
      options = wanted;
    }
    server = start.server();
    return problems;
  }

  /** Takes profiles from now on, if there is a profiler. */
  void profileContinuously() {
    if (profiler != null) {
      profiler.startContinuous(ContinuousSchedule.usual());
    }
  }

  private static ServerOptions options(Settings settings, Discovery discovery) {
    String token = settings.text(Options.TOKEN);
    return ServerOptions.defaults(task -> OwnThread.answering("http", task))
        .withPort((int) settings.number(Options.PORT))
        .withBindAddress(settings.text(Options.LISTEN))
        .withAllowedHosts(new HashSet<>(settings.list(Options.ALLOWED_HOSTS)))
        .withToken(
            token.isEmpty() ? AccessToken.inFile(discovery.tokenFile()) : AccessToken.of(token));
  }

  private static HealthSource weaving(GlanceTransformer transformer) {
    return () ->
        new HealthSource.Component(
            "weaving",
            transformer.counts().failedClasses() == 0,
            transformer.failures().isEmpty()
                ? "every matching class was rewritten"
                : String.join("; ", transformer.failures()));
  }

  private static HealthSource measuring(Breaker breaker, ProbeCosts costs) {
    return () -> {
      String reason = breaker.reason();
      return new HealthSource.Component(
          "measuring", reason == null, reason == null ? "on" + without(costs) : "off: " + reason);
    };
  }

  private static String without(ProbeCosts costs) {
    List<String> off = new ArrayList<>(costs.names());
    off.removeIf(name -> !costs.isOff(name));
    return off.isEmpty()
        ? ""
        : ", but for what would cost too much at the present load: " + String.join(", ", off);
  }

  /** A JVM without the module java.management has no profiler and everything else. */
  private static @Nullable Profiler profiler(
      Settings settings,
      Instrumentation instrumentation,
      RequestIntervals intervals,
      List<String> warnings) {
    try {
      String folder = settings.text(Options.PROFILER_DIRECTORY);
      Profiler profiler =
          new Profiler(
              new ProfilerOptions(
                  ProfilerOptions.candidateDirectories(folder.isEmpty() ? null : folder, null),
                  settings.flag(Options.PROFILER_NATIVE),
                  task -> new OwnThread("profiler", task),
                  OwnFrames.CLASS_PREFIXES,
                  new InstrumentationOpener(instrumentation),
                  settings.flag(Options.PROFILER_LOCKS),
                  intervals));
      profiler.startLeakWatch(settings.flag(Options.PROFILER_HISTOGRAMS));
      startPush(profiler, settings, warnings);
      if (settings.flag(Options.PROFILER_CONTINUOUS)) {
        profiler.startContinuous(ContinuousSchedule.usual());
      }
      return profiler;
    } catch (LinkageError e) {
      warnings.add("profiler is off (" + e + ")");
      return null;
    }
  }

  private static void startPush(Profiler profiler, Settings settings, List<String> warnings) {
    String server = settings.text(Options.PROFILER_PUSH_URL);
    if (server.isEmpty()) {
      return;
    }
    try {
      profiler.startPush(
          PushOptions.of(
              server,
              settings.text(Options.PROFILER_PUSH_SERVICE),
              settings.text(Options.PROFILER_PUSH_AUTHORIZATION),
              settings.text(Options.PROFILER_PUSH_TENANT)));
    } catch (IllegalArgumentException e) {
      warnings.add(
          Options.PROFILER_PUSH_URL.name() + ": " + e.getMessage() + ", nothing is pushed");
    }
  }

  /** What had to be done otherwise than asked for. */
  List<String> warnings() {
    return warnings;
  }

  /** The address, with a slash at its end; empty when there is none. */
  String url() {
    SondeServer current = server;
    if (current == null) {
      return "";
    }
    InetSocketAddress address = current.address();
    String host = address.getAddress().getHostAddress();
    return "http://"
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + address.getPort()
        + "/";
  }

  /** Ends a profile that is being taken; for the exit of the JVM, at most half a second. */
  void endProfile() {
    if (profiler != null) {
      profiler.close();
    }
  }

  @Override
  public void close() {
    if (profiler != null) {
      profiler.close();
    }
    SondeServer current = server;
    if (current != null) {
      current.close();
    }
  }

  /** The routes, made for the first request and then kept, whatever is listened on. */
  private static final class RouteSource implements Supplier<List<Route>> {
    private final Supplier<List<Route>> maker;
    private @Nullable List<Route> made;

    RouteSource(Supplier<List<Route>> maker) {
      this.maker = maker;
    }

    @Override
    public synchronized List<Route> get() {
      List<Route> known = made;
      if (known == null) {
        known = maker.get();
        made = known;
      }
      return known;
    }
  }
}
