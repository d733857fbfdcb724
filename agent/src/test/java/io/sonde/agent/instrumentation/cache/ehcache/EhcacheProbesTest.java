package io.sonde.agent.instrumentation.cache.ehcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.FunctionTimer;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.jdbc.Probes;
import io.sonde.bootstrap.SondeHook;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.ehcache.spi.loaderwriter.CacheLoaderWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probes, told of calls of caches and loaders that are not woven. */
class EhcacheProbesTest {

  private static final List<Integer> IDS =
      List.of(
          SondeHook.ADVICE,
          ProbeId.EHCACHE_USED,
          ProbeId.EHCACHE_CALL,
          ProbeId.EHCACHE_LOAD,
          ProbeId.EHCACHE_MADE);

  private final long suppressedBefore = suppressed();
  private final Probes probes = new Probes(new EhcacheInstrumentation());
  private final Object books = cache("books");
  private final Object authors = cache("authors");
  private final Object loader = new Loader();

  @BeforeEach
  void forget() {
    CallState.reset(CallState.current());
  }

  @AfterEach
  void uninstall() {
    probes.close();
    assertThat(CallState.current()[CallState.CACHE_LOADER]).isZero();
    assertThat(suppressed()).isEqualTo(suppressedBefore);
  }

  private static long suppressed() {
    return IDS.stream().mapToLong(SondeHook::suppressedErrors).sum();
  }

  private static Object cache(String name) {
    Object cache = new Object();
    SondeHook.enter(ProbeId.EHCACHE_MADE, cache, name);
    return cache;
  }

  private static void in(Object cache, Runnable operation) {
    long token = SondeHook.enter(ProbeId.EHCACHE_CALL, cache);
    operation.run();
    SondeHook.exit(ProbeId.EHCACHE_CALL, token, cache, null);
  }

  private static void load(Object loader, Object value, Throwable thrown, Runnable meanwhile) {
    long token = SondeHook.enter(ProbeId.EHCACHE_LOAD, loader);
    meanwhile.run();
    SondeHook.exit(ProbeId.EHCACHE_LOAD, token, loader, null, value, thrown);
  }

  private void load(Object value) {
    load(loader, value, null, () -> {});
  }

  private void loadAll(Object values) {
    long token = SondeHook.enter(ProbeId.EHCACHE_LOAD, loader);
    SondeHook.exit(ProbeId.EHCACHE_LOAD, token, loader, values, values, null);
  }

  private FunctionTimer timer(String cache, String result) {
    probes.refresh();
    return probes
        .registry()
        .find("cache.load.duration")
        .tags("cache", cache, "result", result)
        .functionTimer();
  }

  /** Loads and failed loads. */
  private String loads(String cache) {
    FunctionTimer success = timer(cache, "success");
    FunctionTimer failure = timer(cache, "failure");
    return success == null || failure == null
        ? "none"
        : (long) success.count() + " and " + (long) failure.count();
  }

  @Test
  void load_byAnOperationOfACache_isOneOfThatCache() {
    in(books, () -> load("value"));
    in(books, () -> load(loader, null, new IllegalStateException(), () -> {}));
    in(books, () -> load(null));
    assertThat(loads("books")).isEqualTo("1 and 2");
    assertThat(loads("authors")).isEqualTo("none");
  }

  @Test
  void load_severalInOneOperation_eachCounts() {
    in(
        books,
        () -> {
          load("value");
          loadAll(Map.of("key", "value"));
        });
    assertThat(loads("books")).isEqualTo("2 and 0");
  }

  @Test
  void load_duration_isThatOfTheCall() {
    long start = System.nanoTime();
    long[] inside = new long[1];
    in(
        books,
        () ->
            load(
                loader,
                "value",
                null,
                () -> {
                  long begin = System.nanoTime();
                  while (System.nanoTime() - begin < TimeUnit.MICROSECONDS.toNanos(100)) {
                    Thread.onSpinWait();
                  }
                  inside[0] = System.nanoTime() - begin;
                }));
    long around = System.nanoTime() - start;
    assertThat(timer("books", "success").totalTime(TimeUnit.NANOSECONDS))
        .isBetween((double) inside[0], (double) around);
  }

  @Test
  void load_withinAnother_isPartOfIt() {
    in(books, () -> load(loader, "value", null, () -> load("value")));
    assertThat(loads("books")).isEqualTo("1 and 0");
  }

  @Test
  void load_ofACacheThatALoaderAsks_isThatCaches() {
    in(books, () -> load(loader, null, null, () -> in(authors, () -> load("value"))));
    in(books, () -> load(loader, "value", null, () -> in(books, () -> load("another"))));
    assertThat(loads("books")).isEqualTo("2 and 1");
    assertThat(loads("authors")).isEqualTo("1 and 0");
  }

  @Test
  void load_afterAnotherCacheWasAsked_isStillTheCachesAround() {
    in(
        books,
        () -> {
          in(authors, () -> {});
          load("value");
        });
    assertThat(loads("books")).isEqualTo("1 and 0");
    assertThat(loads("authors")).isEqualTo("none");
  }

  @Test
  void load_byNoCache_isNone() {
    in(books, () -> {});
    load("value");
    assertThat(SondeHook.enter(ProbeId.EHCACHE_LOAD, loader)).isZero();
    assertThat(loads("books")).isEqualTo("none");
  }

  @Test
  void load_ofWhatIsNoLoader_isNone() {
    in(books, () -> load(new Object(), "value", null, () -> load("value")));
    assertThat(loads("books")).isEqualTo("1 and 0");
  }

  @Test
  void load_onAThreadOfOurs_isNone() {
    long[] state = CallState.current();
    state[CallState.MUTED] = 1;
    in(books, () -> load("value"));
    state[CallState.MUTED] = 0;
    assertThat(loads("books")).isEqualTo("none");
  }

  @Test
  void load_valueThatIsAnEmptyMap_isAValue() {
    in(books, () -> load(Map.of()));
    assertThat(loads("books")).isEqualTo("1 and 0");
  }

  @Test
  void loadAll_mapWithoutAValue_isAFailure() {
    Map<String, String> nothing = new HashMap<>();
    nothing.put("key", null);
    List<Map<String, String>> empty =
        List.of(
            new HashMap<>(),
            new LinkedHashMap<>(),
            new TreeMap<>(),
            Map.of(),
            Collections.emptyMap(),
            nothing,
            new TreeMap<>(nothing),
            Collections.singletonMap("key", null));
    empty.forEach(values -> in(books, () -> loadAll(values)));
    in(books, () -> loadAll(null));
    assertThat(loads("books")).isEqualTo("0 and 9");
  }

  @Test
  void loadAll_mapWithValuesOrOfAnotherType_isASuccess() {
    Map<String, String> partly = new HashMap<>();
    partly.put("key", null);
    partly.put("another", "value");
    List<Map<String, String>> values =
        List.of(
            partly,
            Map.of("key", "value"),
            Map.of("key", "value", "another", "value"),
            Collections.singletonMap("key", "value"),
            new ConcurrentHashMap<>(),
            new Untouchable());
    values.forEach(map -> in(books, () -> loadAll(map)));
    assertThat(loads("books")).isEqualTo("6 and 0");
  }

  @Test
  void load_afterAWarmUp_allocatesNothing() {
    Map<String, String> values = new HashMap<>();
    values.put("key", null);
    Runnable one = () -> load("value");
    Runnable many = () -> loadAll(values);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 20_000;
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < calls; i++) {
        in(books, one);
        in(books, many);
      }
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(bytes).isLessThan(calls);
  }

  /** The interface comes from the class above it. */
  private static final class Loader extends Base {}

  private abstract static class Base implements CacheLoaderWriter<Object, Object> {

    @Override
    public Object load(Object key) {
      throw new AssertionError("called");
    }

    @Override
    public void write(Object key, Object value) {}

    @Override
    public void delete(Object key) {}
  }

  /** Of the application's, so that none of its methods may be called. */
  private static final class Untouchable extends HashMap<String, String> {

    private static final long serialVersionUID = 1L;

    @Override
    public int size() {
      throw new AssertionError("called");
    }

    @Override
    public boolean isEmpty() {
      throw new AssertionError("called");
    }

    @Override
    public boolean containsValue(Object value) {
      throw new AssertionError("called");
    }
  }
}
