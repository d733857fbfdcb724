package io.sonde.agent.instrumentation.cache.caffeine;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Caffeine's two kinds of cache and what they record. */
public final class CaffeineInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.cache.caffeine.CaffeineAdvice$";
  private static final String LIBRARY = "com.github.benmanes.caffeine.cache.";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String FUNCTION = "Ljava/util/function/Function;";

  /** Made by hand in the list of technologies. */
  public CaffeineInstrumentation() {}

  @Override
  public String name() {
    return "cache.caffeine";
  }

  @Override
  public List<TypeRule> types() {
    String counter = "()Lcom/github/benmanes/caffeine/cache/stats/StatsCounter;";
    MethodRule put = new MethodRule("put", "(" + OBJECT + OBJECT + ")" + OBJECT, ADVICE + "Put");
    // called by the library alone, before version 3
    MethodRule innerPut =
        new MethodRule("put", "(" + OBJECT + OBJECT + "Z)" + OBJECT, ADVICE + "Put");
    MethodRule putIfAbsent =
        new MethodRule("putIfAbsent", "(" + OBJECT + OBJECT + ")" + OBJECT, ADVICE + "PutIfAbsent");
    MethodRule compute =
        new MethodRule(
            "computeIfAbsent", "(" + OBJECT + FUNCTION + "ZZ)" + OBJECT, ADVICE + "Compute");
    MethodRule oldCompute =
        new MethodRule(
            "computeIfAbsent", "(" + OBJECT + FUNCTION + "Z)" + OBJECT, ADVICE + "OldCompute");
    String replace = "(" + OBJECT + OBJECT + OBJECT;
    MethodRule replaced = new MethodRule("replace", replace + ")Z", ADVICE + "Replaced");
    // from version 3.0 and from 3.2 on
    MethodRule replacedToo = new MethodRule("replace", replace + "Z)Z", ADVICE + "Replaced");
    MethodRule replacedAsWell = new MethodRule("replace", replace + "ZZ)Z", ADVICE + "Replaced");
    MethodRule removed = new MethodRule("remove", "(" + OBJECT + OBJECT + ")Z", ADVICE + "Removed");
    return List.of(
        // the kinds of bounded cache are generated, a class for each
        TypeRule.marked(
            List.of(counter),
            List.of(LIBRARY + "LocalCache"),
            List.of(
                new MethodRule("statsCounter", counter, ADVICE + "Counter"),
                new MethodRule("isRecordingStats", "()Z", ADVICE + "Asked"))),
        TypeRule.named(
            List.of(LIBRARY + "BoundedLocalCache"),
            List.of(
                put,
                innerPut,
                putIfAbsent,
                compute,
                oldCompute,
                replaced,
                replacedToo,
                replacedAsWell,
                removed,
                new MethodRule("afterWrite", "(Ljava/lang/Runnable;)V", ADVICE + "Written"),
                new MethodRule("afterWrite", "(Ljava/lang/Runnable;J)V", ADVICE + "Written"),
                new MethodRule(
                    "afterWrite",
                    "(Lcom/github/benmanes/caffeine/cache/Node;Ljava/lang/Runnable;J)V",
                    ADVICE + "Written"))),
        TypeRule.named(
            List.of(LIBRARY + "UnboundedLocalCache"),
            List.of(
                put,
                innerPut,
                putIfAbsent,
                compute,
                oldCompute,
                replaced,
                replacedToo,
                replacedAsWell,
                removed,
                new MethodRule("getIfPresent", "(" + OBJECT + "Z)" + OBJECT, ADVICE + "Get"),
                new MethodRule("getAllPresent", "(Ljava/util/Map;Z)I", ADVICE + "GetAll"),
                new MethodRule(
                    "getAllPresent", "(Ljava/lang/Iterable;)Ljava/util/Map;", ADVICE + "GetAll"))),
        TypeRule.named(
            List.of(LIBRARY + "LocalManualCache", LIBRARY + "LocalLoadingCache"),
            List.of(
                new MethodRule(
                    "bulkLoad",
                    "(Ljava/util/Set;Ljava/util/Map;" + FUNCTION + ")V",
                    ADVICE + "Bulk"),
                new MethodRule("bulkLoad", "(Ljava/util/Set;Ljava/util/Map;)V", ADVICE + "Bulk"),
                new MethodRule("bulkLoad", "(Ljava/util/List;Ljava/util/Map;)V", ADVICE + "Bulk"))),
        TypeRule.named(
            List.of(
                LIBRARY + "stats.DisabledStatsCounter",
                LIBRARY + "stats.ConcurrentStatsCounter",
                LIBRARY + "stats.GuardedStatsCounter"),
            List.of(
                new MethodRule("recordHits", "(I)V", ADVICE + "Hits"),
                new MethodRule("recordMisses", "(I)V", ADVICE + "Misses"),
                new MethodRule("recordLoadSuccess", "(J)V", ADVICE + "LoadSuccess"),
                new MethodRule("recordLoadFailure", "(J)V", ADVICE + "LoadFailure"),
                new MethodRule("recordEviction", "()V", ADVICE + "Eviction"),
                new MethodRule("recordEviction", "(I)V", ADVICE + "Eviction"),
                new MethodRule(
                    "recordEviction",
                    "(ILcom/github/benmanes/caffeine/cache/RemovalCause;)V",
                    ADVICE + "Eviction"))));
  }

  @Override
  public void install(ProbeContext context) {
    CaffeineProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.CAFFEINE_RECORDS,
      ProbeId.CAFFEINE_GET_ALL,
      ProbeId.CAFFEINE_COMPUTE,
      ProbeId.CAFFEINE_BULK,
      ProbeId.CAFFEINE_PUT,
      ProbeId.CAFFEINE_PUT_IF_ABSENT
    };
  }
}
