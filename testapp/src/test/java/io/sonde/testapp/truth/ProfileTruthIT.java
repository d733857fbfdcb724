package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Profiles that the agent's endpoint makes of a program that knows what it does, on each JDK, with
 * the agent there from the start and attached later, by each engine within its stated bound.
 */
class ProfileTruthIT {

  private static final String PROGRAM = ProfileProgram.class.getName().replace('.', '/') + ".";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newHttpClient();

  /** An engine, how it is made the only one, and its stated bounds on shares, in parts of one. */
  private enum EngineCase {
    ASYNC_PROFILER("async-profiler", 1_200, 600, 0.03, 0.03, 0.03, List.of()),
    // a large object stands for what its thread allocated before it
    FLIGHT_RECORDER(
        "JDK Flight Recorder", 500, 300, 0.06, 0.30, 0.03, List.of("profiler.native=false")),
    // a tick is credited to where the thread stands at its end; for bytes no bound is stated
    THREAD_DUMPS(
        "thread dumps", 500, 300, 0.12, Double.NaN, 0.12, List.of("profiler.native=false")) {
      @Override
      List<String> flags() {
        // a runtime image without the recorder
        return List.of(
            "--limit-modules",
            "java.instrument,java.logging,java.management,java.naming,java.sql,jdk.attach,"
                + "jdk.httpserver,jdk.management");
      }
    };

    final String engine;
    final int cpuSamples;
    final int otherSamples;
    final double cpuError;
    final double allocError;
    final double lockError;
    final List<String> options;

    EngineCase(
        String engine,
        int cpuSamples,
        int otherSamples,
        double cpuError,
        double allocError,
        double lockError,
        List<String> options) {
      this.engine = engine;
      this.cpuSamples = cpuSamples;
      this.otherSamples = otherSamples;
      this.cpuError = cpuError;
      this.allocError = allocError;
      this.lockError = lockError;
      this.options = options;
    }

    List<String> flags() {
      return List.of();
    }
  }

  /** All JDKs and both ways in at once: shares do not depend on how fast the machine is. */
  @ParameterizedTest
  @EnumSource
  void profiles_ofKnownWork_showItsSharesWithTheAgentAtStartAndAttached(EngineCase engine)
      throws Exception {
    List<Callable<Void>> cases = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      for (boolean attached : new boolean[] {false, true}) {
        cases.add(
            () -> {
              check(engine, jdk, attached);
              return null;
            });
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(cases.size());
    try {
      for (Future<Void> done : threads.invokeAll(cases)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void check(EngineCase engine, Jdk jdk, boolean attached) throws Exception {
    List<String> flags = new ArrayList<>(engine.flags());
    flags.add("-Xmx256m");
    if (attached) {
      // else a newer JDK warns
      flags.add("-XX:+EnableDynamicAgentLoading");
    }
    ForkedJvm.Description description = ForkedJvm.on(jdk).jvm(flags.toArray(String[]::new));
    if (!attached) {
      description = description.sonde(engine.options.toArray(String[]::new));
    }
    try (ForkedJvm program = description.run(ProfileProgram.class)) {
      program.awaitStdout(line -> line.equals("running"));
      String sonde = attached ? attach(jdk, program.pid(), engine) : program.awaitSonde();
      String name = engine + " " + jdk + (attached ? " attached" : " at start");
      new Case(program, sonde, engine, name).check();
      assertThat(Exposition.of(sonde).sum("sonde_suppressed_errors_total")).isZero();
      assertThat(program.stderr().lines()).as(name).allMatch(line -> line.startsWith("[sonde]"));
    }
  }

  private static String attach(Jdk jdk, long pid, EngineCase engine) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-jar", ForkedJvm.agentJar(), "attach", Long.toString(pid), "port=0"));
    arguments.addAll(engine.options);
    try (ForkedJvm command = ForkedJvm.on(jdk).run(arguments.toArray(String[]::new))) {
      assertThat(command.awaitExit()).as(command.toString()).isZero();
      String output = command.stdout();
      int from = output.indexOf("http://");
      return output.substring(from, output.indexOf('/', from + "http://".length()) + 1);
    }
  }

  /** One program and the profiles of it. */
  private final class Case {
    private final ForkedJvm program;
    private final String sonde;
    private final EngineCase engine;
    private final String name;

    Case(ForkedJvm program, String sonde, EngineCase engine, String name) {
      this.program = program;
      this.sonde = sonde;
      this.engine = engine;
      this.name = name;
    }

    void check() throws Exception {
      compare("cpu", engine.cpuSamples, 0, engine.cpuError, "burnSix", "burnThree", "burnOne");
      if (!Double.isNaN(engine.allocError)) {
        compare(
            "alloc", engine.otherSamples, 3, engine.allocError, "allocateSmall", "allocateLarge");
      }
      compare("lock", engine.otherSamples / 2, 5, engine.lockError, "waitLong", "waitShort");
    }

    /** Captures until there are samples enough to speak of percents, and compares shares. */
    private void compare(String event, int samples, int first, double error, String... methods)
        throws Exception {
      Map<String, Double> weights = new TreeMap<>();
      final long[] before = done(event + "-before");
      int taken = 0;
      do {
        HttpResponse<Stream<String>> answer = capture(event);
        answer.body().forEach(line -> add(weights, line, methods));
        taken += Integer.parseInt(answer.headers().firstValue("X-Sonde-Samples").orElseThrow());
        assertThat(answer.headers().firstValue("X-Sonde-Engine").orElseThrow())
            .as(name)
            .startsWith(engine.engine);
      } while (taken < samples);
      final long[] after = done(event + "-after");
      double seen = weights.values().stream().mapToDouble(weight -> weight).sum();
      double all = 0;
      for (int i = 0; i < methods.length; i++) {
        all += after[first + i] - before[first + i];
      }
      for (int i = 0; i < methods.length; i++) {
        assertThat(weights.getOrDefault(methods[i], 0.0) / seen)
            .as("%s: share of %s in %d samples", name, methods[i], taken)
            .isCloseTo((after[first + i] - before[first + i]) / all, within(error));
      }
    }

    private HttpResponse<Stream<String>> capture(String event) throws Exception {
      URI uri = URI.create(sonde + "profile?event=" + event + "&seconds=4&format=collapsed");
      HttpResponse<Stream<String>> answer =
          client.send(
              HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofLines());
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      return answer;
    }

    /** What the program has measured of itself. */
    private long[] done(String mark) {
      program.writeStdin(mark);
      String line = program.awaitStdout(text -> text.startsWith(mark + " ["));
      String numbers = line.substring(line.indexOf('[') + 1, line.length() - 1);
      return Stream.of(numbers.split(", ")).mapToLong(Long::parseLong).toArray();
    }
  }

  private static void add(Map<String, Double> weights, String line, String... methods) {
    int space = line.lastIndexOf(' ');
    for (String frame : line.substring(0, space).split(";")) {
      for (String method : methods) {
        if (frame.equals(PROGRAM + method)) {
          weights.merge(method, Double.parseDouble(line.substring(space + 1)), Double::sum);
          return;
        }
      }
    }
  }
}
