package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sonde.host.pool.PoolProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every connection pool must show, as the program that used it counted and measured it. */
class PoolContractIT {

  private static final String POOL = "db_client_connection_pool_name";
  private static final String COUNT = "db_client_connection_count";
  private static final String STATE = "db_client_connection_state";
  private static final String WAIT = "db_client_connection_wait_time_seconds";
  private static final String USE = "db_client_connection_use_time_seconds";
  private static final String CREATE = "db_client_connection_create_time_seconds";

  private static final int POOLS = 10;

  private static final int LEAK_SECONDS = 2;

  /** Their exception for a time-out is one for anything. */
  private static final Set<String> TIMEOUT_UNKNOWN = Set.of("AGROAL");

  /** Numbers that the pool object does not have. */
  private static final Set<String> NO_PENDING = Set.of("VIBUR", "H2");

  private static final Set<String> NO_IDLE_MIN = Set.of("H2");

  /** Callers at the same time can make it open more connections than it lends. */
  private static final Set<String> IDLE_BEYOND_MAX = Set.of("H2");

  /** They have no threads that open connections. */
  private static final Set<String> OPENED_BY_CALLERS =
      Set.of("TOMCAT_JDBC", "DBCP2", "TOMCAT_DBCP2", "H2");

  /** Closed with the class loader alone. */
  private static final Set<String> NEVER_CLOSED = Set.of("UCP");

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("matrix")
  void pools_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    Path release = folder.resolve("release");
    Path close = folder.resolve("close");
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde("pool.leakSeconds=" + LEAK_SECONDS)
            .classPath(Libraries.classPath("pools", age))
            .run(PoolProgram.class, release.toString(), close.toString())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("holding"));
      Map<String, String> labels = labels(jvm);
      assertThat(labels).hasSize(POOLS);
      awaitGauges(jvm, sonde, labels);
      awaitHolders(sonde, labels);
      Files.createFile(release);
      jvm.awaitStdout(line -> line.equals("done"));
      List<Use> uses = uses(jvm);
      Exposition metrics = Exposition.fresh(sonde);
      SoftAssertions soft = new SoftAssertions();
      for (Use use : uses) {
        assertCalls(soft, metrics, use);
        assertCreations(soft, metrics, use);
      }
      soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      // Commons DBCP has a pool of objects inside
      soft.assertThat(metrics.all("object_pool_wait_time_seconds_count")).isEmpty();
      soft.assertThat(metrics.all("object_pool_create_time_seconds_count")).isEmpty();
      soft.assertThat(metrics.all("object_pool_objects")).isEmpty();
      GoldenScrape golden = new GoldenScrape();
      uses.forEach(use -> golden.where('"' + use.name + '"', '"' + use.pool + '"'));
      golden.assertSame(soft, "pools-" + age, sonde, "db_client_connection");
      soft.assertAll();
      awaitForgotten(sonde, uses);
      Files.createFile(close);
      jvm.awaitStdout(line -> line.equals("closed"));
      await(sonde, after -> leftOver(after, uses));
    }
  }

  @Test
  void pools_disabled_areAsTheirJarsHaveThem() throws IOException {
    Path go = Files.createFile(folder.resolve("go"));
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=pool+objectpool+jdbc+executor")
            .jvm(ChangedClasses.option(folder, "com.", "org.", "io.agroal.", "oracle."))
            .classPath(Libraries.classPath("pools", Age.NEWEST))
            .run(PoolProgram.class, go.toString(), go.toString())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("closed"));
      assertThat(uses(jvm)).hasSize(POOLS);
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(WAIT + "_count")).isEmpty();
      assertThat(Exposition.fresh(sonde).all(CREATE + "_count")).isEmpty();
    }
  }

  /** What the database counted and measured lies within what the pool did. */
  private static void assertCreations(SoftAssertions soft, Exposition metrics, Use use) {
    String as = use.pool + " ";
    soft.assertThat(use.opened).as(as + "opened").isGreaterThanOrEqualTo(2);
    soft.assertThat(metrics.sum(CREATE + "_count", POOL, use.name))
        .as(as + "created")
        .isEqualTo(use.opened);
    double created = metrics.sum(CREATE + "_sum", POOL, use.name);
    soft.assertThat(created).as(as + "creating").isGreaterThan(use.openSeconds - ROUNDING_SECONDS);
    // each between the making of the pool and its being full
    double most = use.opened * use.fullSeconds;
    soft.assertThat(created).as(as + "creating").isLessThan(most + ROUNDING_SECONDS);
    if (OPENED_BY_CALLERS.contains(use.pool)) {
      soft.assertThat(created).as(as + "creating").isLessThan(use.waitSeconds + ROUNDING_SECONDS);
    }
  }

  private static void assertCalls(SoftAssertions soft, Exposition metrics, Use use) {
    String as = use.pool + " ";
    soft.assertThat(metrics.sum(WAIT + "_count", POOL, use.name))
        .as(as + "asked")
        .isEqualTo(use.asked);
    soft.assertThat(metrics.sum(USE + "_count", POOL, use.name))
        .as(as + "held")
        .isEqualTo(use.held);
    double timeouts = TIMEOUT_UNKNOWN.contains(use.pool) ? 0 : use.inVain;
    soft.assertThat(metrics.sum("db_client_connection_timeouts_total", POOL, use.name))
        .as(as + "in vain")
        .isEqualTo(timeouts);
    double waited = metrics.sum(WAIT + "_sum", POOL, use.name);
    double held = metrics.sum(USE + "_sum", POOL, use.name);
    // Sonde's readings of the clock lie within the program's, which enclose at least a time-out
    soft.assertThat(waited).as(as + "waited").isBetween(0.5, use.waitSeconds + ROUNDING_SECONDS);
    // and around those of the holding
    soft.assertThat(held).as(as + "held").isGreaterThan(use.holdSeconds - ROUNDING_SECONDS);
    soft.assertThat(held).as(as + "held").isLessThan(use.roundSeconds + ROUNDING_SECONDS);
    soft.assertThat(metrics.sum("db_client_connection_max", POOL, use.name))
        .as(as + "max")
        .isCloseTo(2, within(0.0));
    soft.assertThat(metrics.all("db_client_connection_idle_min", POOL, use.name))
        .as(as + "idle minimum")
        .hasSize(NO_IDLE_MIN.contains(use.pool) ? 0 : 1);
  }

  /** Two connections are held and one caller waits: every pool must show it sooner or later. */
  private static void awaitGauges(ForkedJvm jvm, String sonde, Map<String, String> labels) {
    List<String> missing = new ArrayList<>();
    for (String name : labels.keySet()) {
      missing.add(name + " used");
      missing.add(name + " idle");
      if (!NO_PENDING.contains(name)) {
        missing.add(name + " pending");
      }
    }
    await(
        sonde,
        metrics -> {
          for (String name : labels.keySet()) {
            String label = labels.get(name);
            remove(missing, name + " used", metrics.all(COUNT, POOL, label, STATE, "used"), 2);
            List<Exposition.Sample> idle = metrics.all(COUNT, POOL, label, STATE, "idle");
            boolean isAny = IDLE_BEYOND_MAX.contains(name) && !idle.isEmpty();
            remove(missing, name + " idle", idle, isAny ? idle.get(0).value() : 0);
            remove(
                missing,
                name + " pending",
                metrics.all("db_client_connection_pending_requests", POOL, label),
                1);
          }
          assertThat(jvm.isAlive()).isTrue();
          return missing;
        });
  }

  /** While callers wait, both connections are known to be held by the one thread that does. */
  private static void awaitHolders(String sonde, Map<String, String> labels) {
    await(
        sonde,
        metrics -> {
          List<String> missing = new ArrayList<>();
          String pools = Exposition.get(sonde + "api/v1/pools");
          labels.forEach(
              (pool, label) -> {
                String use = poolOf(pools, label);
                String holder = "\"thread\":\"holder-" + pool + "\"";
                if (number(use, "lentWhenEmpty") != 2 || !use.contains(holder)) {
                  missing.add(pool + " held by " + use);
                }
              });
          return missing;
        });
  }

  /** The forgotten connection is lost as soon as it is garbage, or else held for too long. */
  private static void awaitForgotten(String sonde, List<Use> uses) {
    await(
        sonde,
        metrics -> {
          List<String> missing = new ArrayList<>();
          String pools = Exposition.get(sonde + "api/v1/pools");
          for (Use use : uses) {
            String shown = poolOf(pools, use.name);
            if (number(shown, "suspectCount") + number(shown, "lostCount") != 1) {
              missing.add(use.pool + " forgot one: " + shown);
            }
          }
          return missing;
        });
  }

  /** What the answer says of one pool; nothing within it is called a name. */
  private static String poolOf(String pools, String label) {
    int start = pools.indexOf("{\"name\":\"" + label + "\"");
    if (start < 0) {
      return "";
    }
    int end = pools.indexOf("{\"name\":", start + 1);
    return end < 0 ? pools.substring(start) : pools.substring(start, end);
  }

  private static long number(String json, String name) {
    Matcher number = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
    return number.find() ? Long.parseLong(number.group(1)) : -1;
  }

  private static void remove(
      List<String> missing, String what, List<Exposition.Sample> samples, double expected) {
    if (samples.size() == 1 && samples.get(0).value() == expected) {
      missing.remove(what);
    }
  }

  /** Gauges of pools that are closed. */
  private static List<String> leftOver(Exposition metrics, List<Use> uses) {
    List<String> left = new ArrayList<>();
    for (Use use : uses) {
      if (!NEVER_CLOSED.contains(use.pool) && !metrics.all(COUNT, POOL, use.name).isEmpty()) {
        left.add(use.pool);
      }
    }
    return left;
  }

  private interface Look {
    /** What is not as it should be. */
    List<String> at(Exposition metrics);
  }

  /** Scrapes until nothing is missing: gauges are read about once a second. */
  private static void await(String sonde, Look look) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      List<String> missing = look.at(Exposition.of(sonde));
      if (missing.isEmpty()) {
        return;
      }
      assertThat(System.nanoTime()).as("after a minute: %s", missing).isLessThan(deadline);
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The label of each pool that holds its connections. */
  private static Map<String, String> labels(ForkedJvm jvm) {
    Map<String, String> labels = new TreeMap<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith("time-out "))
        .map(line -> line.split(" ", -1))
        .forEach(words -> labels.put(words[1], words[2]));
    return labels;
  }

  private static List<Use> uses(ForkedJvm jvm) {
    List<Use> uses = new ArrayList<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith("pool "))
        .map(Use::parse)
        .forEach(uses::add);
    return uses;
  }

  /** What the program did with a pool. */
  private record Use(
      String pool,
      String name,
      double asked,
      double held,
      double inVain,
      double waitSeconds,
      double holdSeconds,
      double roundSeconds,
      double opened,
      double openSeconds,
      double fullSeconds) {

    static Use parse(String line) {
      String[] words = line.split(" ", -1);
      double[] numbers = new double[9];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Double.parseDouble(value(words[3 + i]));
      }
      return new Use(
          words[1],
          value(words[2]),
          numbers[0],
          numbers[1],
          numbers[2],
          numbers[3] / 1e9,
          numbers[4] / 1e9,
          numbers[5] / 1e9,
          numbers[6],
          numbers[7] / 1e9,
          numbers[8] / 1e9);
    }

    private static String value(String word) {
      return word.substring(word.indexOf('=') + 1);
    }
  }
}
