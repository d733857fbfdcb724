package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.cache.CacheProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every cache must show: what a twin that records statistics counts for the same calls. */
class CacheContractIT {

  private static final String GETS = "cache_gets_total";
  private static final String CAFFEINE = "com.github.benmanes.caffeine.";
  private static final String GUAVA = "com.google.common.cache.";

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void caches_meters_equalTheLibrariesOwnStatistics(Jdk jdk, Age age) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .jvm(ChangedClasses.option(folder, CAFFEINE, GUAVA))
            .classPath(Libraries.classPath("caches", age))
            .run(CacheProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Map<String, String> truth = truth(jvm);
      Exposition metrics = settled(sonde, truth);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(measured(metrics)).isEqualTo(truth);
      soft.assertThat(changed(jvm))
          .contains(
              CAFFEINE + "cache.BoundedLocalCache",
              CAFFEINE + "cache.UnboundedLocalCache",
              GUAVA + "LocalCache");
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      soft.assertAll();
    }
  }

  @Test
  void caches_disabled_areAsTheirJarsHaveThem() throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=cache")
            .jvm(ChangedClasses.option(folder, CAFFEINE, GUAVA))
            .classPath(Libraries.classPath("caches", Age.NEWEST))
            .run(CacheProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      assertThat(changed(jvm)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(GETS)).isEmpty();
    }
  }

  /** What the program says, by cache. */
  private static Map<String, String> truth(ForkedJvm jvm) {
    Map<String, String> truth = new TreeMap<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith("cache "))
        .forEach(
            line -> {
              String[] words = line.split(" ", 3);
              truth.put(words[1], words[2]);
            });
    assertThat(truth).hasSize(36);
    return truth;
  }

  private static Map<String, String> measured(Exposition metrics) {
    Map<String, String> measured = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(GETS, "result", "hit")) {
      String cache = sample.labels().get("cache");
      measured.put(
          cache,
          "hits=%d misses=%d evictions=%d puts=%d size=%d"
              .formatted(
                  (long) sample.value(),
                  (long) metrics.value(GETS, "cache", cache, "result", "miss"),
                  (long) metrics.value("cache_evictions_total", "cache", cache),
                  (long) metrics.value("cache_puts_total", "cache", cache),
                  (long) metrics.value("cache_size", "cache", cache)));
    }
    return measured;
  }

  /** A scrape in which all caches have their names, which come once a second. */
  private static Exposition settled(String sonde, Map<String, String> truth) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (metrics.all(GETS, "result", "hit").size() >= truth.size()
          || System.nanoTime() > deadline) {
        return metrics;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<String> changed(ForkedJvm jvm) {
    return jvm.stdout()
        .lines()
        .filter(line -> line.startsWith(ChangedClasses.WORD))
        .map(line -> line.substring(ChangedClasses.WORD.length()))
        .distinct()
        .toList();
  }
}
