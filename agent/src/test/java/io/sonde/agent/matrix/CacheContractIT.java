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
  private static final String LOADS = "cache_load_duration_seconds";
  private static final String CAFFEINE = "com.github.benmanes.caffeine.";
  private static final String EHCACHE = "org.ehcache.";
  private static final String GUAVA = "com.google.common.cache.";
  private static final String HOST = "io.sonde.host.cache.";
  private static final String SPRING = "org.springframework.cache.";

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

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
            .jvm(ChangedClasses.option(folder, CAFFEINE, GUAVA, EHCACHE, HOST))
            .classPath(Libraries.classPath("caches", age))
            .run(CacheProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Map<String, String> truth = truth(jvm);
      Exposition metrics = settled(sonde, truth);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(measured(metrics)).isEqualTo(truth);
      soft.assertThat(jvm.after(ChangedClasses.WORD))
          .contains(
              CAFFEINE + "cache.BoundedLocalCache",
              CAFFEINE + "cache.UnboundedLocalCache",
              GUAVA + "LocalCache",
              EHCACHE + "core.EhcacheManager",
              EHCACHE + "impl.internal.store.heap.OnHeapStore",
              EHCACHE + "impl.internal.store.offheap.AbstractOffHeapStore",
              EHCACHE + "jsr107.Eh107Cache",
              HOST + "EhcacheLoadUses$Parts",
              HOST + "EhcacheLoadUses$Whole",
              HOST + "EhcacheLoadUses$Wrapper",
              HOST + "JCacheUses$Loader");
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      new GoldenScrape().assertSame(soft, "caches-" + age, sonde, "cache_");
      assertLoads(soft, jvm, Exposition.fresh(sonde));
      soft.assertAll();
    }
  }

  @Test
  void caches_disabled_areAsTheirJarsHaveThem() throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=cache")
            .jvm(ChangedClasses.option(folder, CAFFEINE, GUAVA, EHCACHE, SPRING, HOST))
            .classPath(Libraries.classPath("caches", Age.NEWEST))
            .run(CacheProgram.class)) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
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
    assertThat(truth).hasSize(57);
    return truth;
  }

  /** Counts are the program's, durations lie between those of the loader and of its caller. */
  private static void assertLoads(SoftAssertions soft, ForkedJvm jvm, Exposition metrics) {
    List<String> lines = jvm.stdout().lines().filter(line -> line.startsWith("loads ")).toList();
    soft.assertThat(lines).hasSize(14);
    for (String line : lines) {
      String[] words = line.split(" ", 6);
      String[] success = {"cache", words[1], "result", "success"};
      String[] failure = {"cache", words[1], "result", "failure"};
      soft.assertThat(metrics.sum(LOADS + "_count", success)).as(line).isEqualTo(number(words[2]));
      soft.assertThat(metrics.sum(LOADS + "_count", failure)).as(line).isEqualTo(number(words[3]));
      soft.assertThat(metrics.sum(LOADS + "_sum", success) + metrics.sum(LOADS + "_sum", failure))
          .as(line)
          .isBetween(
              number(words[4]) / 1e9 - ROUNDING_SECONDS, number(words[5]) / 1e9 + ROUNDING_SECONDS);
    }
    soft.assertThat(metrics.sum(LOADS + "_count", "cache", "CaffeineUses.Async")).isEqualTo(12);
  }

  private static double number(String text) {
    return Double.parseDouble(text);
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
                  count(metrics, GETS, "cache", cache, "result", "miss"),
                  count(metrics, "cache_evictions_total", "cache", cache),
                  count(metrics, "cache_puts_total", "cache", cache),
                  count(metrics, "cache_size", "cache", cache)));
    }
    return measured;
  }

  /** A count, or -1 for a scrape that came between two families of a new cache. */
  private static long count(Exposition metrics, String name, String... labels) {
    return metrics.all(name, labels).isEmpty() ? -1 : (long) metrics.value(name, labels);
  }

  /** A scrape after the last look at the caches, of which there is one a second. */
  private static Exposition settled(String sonde, Map<String, String> truth) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      if (measured(metrics).equals(truth) || System.nanoTime() > deadline) {
        return metrics;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
