package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sonde.host.objectpool.ObjectPoolProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What pools of objects must show, as the program that used them counted and measured it. */
class ObjectPoolContractIT {

  private static final String POOL = "object_pool_name";
  private static final String OBJECTS = "object_pool_objects";
  private static final String STATE = "object_pool_state";
  private static final String WAIT = "object_pool_wait_time_seconds";
  private static final String USE = "object_pool_use_time_seconds";
  private static final String PENDING = "object_pool_pending_requests";

  /** Pools that are shared by threads, and have waits of at least a time-out. */
  private static final List<String> SHARED = List.of("generic", "keyed", "jedis");

  private static final double TIMEOUT_SECONDS = 0.5;

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  private static @Nullable RedisServer redis;

  @TempDir private Path folder;

  @BeforeAll
  static void startRedis() throws Exception {
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(RedisServer.isInstalled(), "Redis is not installed");
    }
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    try (RedisServer started = redis) {
      redis = null;
    }
  }

  static Stream<Arguments> corners() {
    return Libraries.corners();
  }

  // one after the other: the server counts the connections of all
  @ParameterizedTest
  @MethodSource("corners")
  void pools_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    Path release = folder.resolve("release");
    Path close = folder.resolve("close");
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .classPath(Libraries.classPath("objectpools", age))
            .run(ObjectPoolProgram.class, release.toString(), close.toString(), port())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("holding"));
      awaitHeld(sonde, age);
      Files.createFile(release);
      jvm.awaitStdout(line -> line.equals("done"));
      List<Map<String, String>> uses = uses(jvm);
      assertThat(uses).hasSize(6);
      Exposition metrics = Exposition.fresh(sonde);
      SoftAssertions soft = new SoftAssertions();
      uses.forEach(use -> assertCalls(soft, metrics, use));
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      new GoldenScrape().assertSame(soft, "objectpools-" + age, sonde, "object_pool_");
      soft.assertAll();
      Files.createFile(close);
      jvm.awaitStdout(line -> line.equals("closed"));
      assertDestroyed(Exposition.fresh(sonde), uses(jvm).subList(6, 12));
      await(sonde, metricsAfter -> metricsAfter.all(OBJECTS).isEmpty() ? "" : "gauges are left");
    }
  }

  @Test
  void pools_disabled_areAsTheirJarsHaveThem() throws IOException {
    Path go = Files.createFile(folder.resolve("go"));
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=objectpool+executor")
            .jvm(ChangedClasses.option(folder, "org.apache.commons.pool2.", "redis."))
            .classPath(Libraries.classPath("objectpools", Age.NEWEST))
            .run(ObjectPoolProgram.class, go.toString(), go.toString(), port())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("closed"));
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(WAIT + "_count")).isEmpty();
    }
  }

  private static void assertCalls(
      SoftAssertions soft, Exposition metrics, Map<String, String> use) {
    String name = text(use, "name");
    soft.assertThat(metrics.sum(WAIT + "_count", POOL, name))
        .as(name + " asked")
        .isEqualTo(number(use, "asked"));
    soft.assertThat(metrics.sum(USE + "_count", POOL, name))
        .as(name + " held")
        .isEqualTo(number(use, "held"));
    soft.assertThat(metrics.value("object_pool_timeouts_total", POOL, name))
        .as(name + " in vain")
        .isEqualTo(number(use, "inVain"));
    soft.assertThat(metrics.sum("object_pool_create_time_seconds_count", POOL, name))
        .as(name + " made")
        .isEqualTo(number(use, "made"));
    double destroyed = number(use, "destroyed");
    soft.assertThat(metrics.value("object_pool_destroyed_total", POOL, name))
        .as(name + " destroyed")
        // the one that was spoilt, where nobody else counts
        .isEqualTo(destroyed < 0 ? 1 : destroyed);
    // Sonde's readings of the clock lie within the program's
    double waited = metrics.sum(WAIT + "_sum", POOL, name);
    soft.assertThat(waited)
        .as(name + " waited")
        .isBetween(
            SHARED.contains(text(use, "kind")) ? TIMEOUT_SECONDS : 0.0,
            seconds(use, "waitNanos") + ROUNDING_SECONDS);
    // and around those of the holding
    double held = metrics.sum(USE + "_sum", POOL, name);
    soft.assertThat(held)
        .as(name + " held")
        .isBetween(
            seconds(use, "holdNanos") - ROUNDING_SECONDS,
            seconds(use, "roundNanos") + ROUNDING_SECONDS);
  }

  /** After closing: what was idle is gone, too. */
  private static void assertDestroyed(Exposition metrics, List<Map<String, String>> uses) {
    SoftAssertions soft = new SoftAssertions();
    for (Map<String, String> use : uses) {
      String name = text(use, "name");
      double destroyed = number(use, "destroyed");
      soft.assertThat(metrics.value("object_pool_destroyed_total", POOL, name))
          .as(name + " destroyed")
          .isEqualTo(destroyed < 0 ? number(use, "made") : destroyed);
    }
    soft.assertAll();
  }

  /** Two objects are held and one caller waits: every pool must show it sooner or later. */
  private static void awaitHeld(String sonde, Age age) {
    String orders = age == Age.OLDEST ? "orders1" : "orders";
    String jedis = age == Age.OLDEST ? "JedisFactory" : "JedisPool";
    for (String name : List.of(orders, "KeyedFactory", jedis)) {
      // a waiter that has just given up is not there for a moment
      await(sonde, metrics -> metrics.sum(PENDING, POOL, name) == 1 ? "" : name + " pending");
      await(
          sonde,
          metrics -> {
            double used = metrics.sum(OBJECTS, POOL, name, STATE, "used");
            double idle = metrics.sum(OBJECTS, POOL, name, STATE, "idle");
            double max = metrics.sum("object_pool_max", POOL, name);
            int minima = metrics.all("object_pool_idle_min", POOL, name).size();
            boolean isKeyed = name.equals("KeyedFactory");
            boolean isTrue = used == 2 && idle == 0 && max == 2 && minima == (isKeyed ? 0 : 1);
            return isTrue ? "" : name + " used=" + used + " idle=" + idle + " max=" + max;
          });
    }
  }

  private interface Look {
    /** What is not as it should be; empty if all is. */
    String at(Exposition metrics);
  }

  /** Scrapes until all is as it should be: gauges are read about once a second. */
  private static void await(String sonde, Look look) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      String missing = look.at(Exposition.fresh(sonde));
      if (missing.isEmpty()) {
        return;
      }
      assertThat(System.nanoTime()).as("after a minute: %s", missing).isLessThan(deadline);
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What the program did with its pools, as it said: all of them, once or twice. */
  private static List<Map<String, String>> uses(ForkedJvm jvm) {
    List<Map<String, String>> uses = new ArrayList<>();
    for (String line : jvm.stdout().split("\n", -1)) {
      if (line.startsWith("pool ")) {
        Map<String, String> use = new HashMap<>();
        for (String word : line.replaceFirst("pool ", "kind=").split(" ", -1)) {
          int equals = word.indexOf('=');
          use.put(word.substring(0, equals), word.substring(equals + 1));
        }
        uses.add(use);
      }
    }
    return uses;
  }

  private static String text(Map<String, String> use, String key) {
    return Objects.requireNonNull(use.get(key), key);
  }

  private static double number(Map<String, String> use, String key) {
    return Double.parseDouble(text(use, key));
  }

  private static double seconds(Map<String, String> use, String key) {
    return number(use, key) / 1e9;
  }

  private static String port() {
    return Integer.toString(Objects.requireNonNull(redis).port());
  }
}
