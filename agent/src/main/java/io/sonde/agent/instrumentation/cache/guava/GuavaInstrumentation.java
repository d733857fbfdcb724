package io.sonde.agent.instrumentation.cache.guava;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Guava's cache, its segments and what they record. */
public final class GuavaInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.cache.guava.GuavaAdvice$";
  private static final String LIBRARY = "com.google.common.cache.";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String ALL =
      "(Ljava/lang/Iterable;)Lcom/google/common/collect/ImmutableMap;";

  /** Made by hand in the list of technologies. */
  public GuavaInstrumentation() {}

  @Override
  public String name() {
    return "cache.guava";
  }

  @Override
  public List<TypeRule> types() {
    String load = "(" + OBJECT + "Lcom/google/common/cache/CacheLoader;)" + OBJECT;
    String write = "(" + OBJECT + OBJECT + ")" + OBJECT;
    return List.of(
        TypeRule.named(
            List.of(LIBRARY + "LocalCache"),
            List.of(
                new MethodRule("getIfPresent", "(" + OBJECT + ")" + OBJECT, ADVICE + "Call"),
                new MethodRule("get", load, ADVICE + "Call"),
                new MethodRule("getAllPresent", ALL, ADVICE + "Call"),
                new MethodRule("getAll", ALL, ADVICE + "Call"),
                new MethodRule("put", write, ADVICE + "Put"),
                new MethodRule("putIfAbsent", write, ADVICE + "PutIfAbsent"))),
        TypeRule.named(
            List.of(LIBRARY + "LocalCache$Segment"),
            List.of(
                new MethodRule(
                    "storeLoadedValue",
                    "("
                        + OBJECT
                        + "ILcom/google/common/cache/LocalCache$LoadingValueReference;"
                        + OBJECT
                        + ")Z",
                    ADVICE + "Loaded"),
                new MethodRule(
                    "enqueueNotification",
                    "(" + OBJECT + "I" + OBJECT + "ILcom/google/common/cache/RemovalCause;)V",
                    ADVICE + "Removed"),
                new MethodRule(
                    "enqueueNotification",
                    "("
                        + OBJECT
                        + "ILcom/google/common/cache/LocalCache$ValueReference;"
                        + "Lcom/google/common/cache/RemovalCause;)V",
                    ADVICE + "OldRemoved"))),
        TypeRule.named(
            List.of(LIBRARY + "CacheBuilder$1", LIBRARY + "AbstractCache$SimpleStatsCounter"),
            List.of(
                new MethodRule("recordHits", "(I)V", ADVICE + "Hits"),
                new MethodRule("recordMisses", "(I)V", ADVICE + "Misses"),
                new MethodRule("recordLoadSuccess", "(J)V", ADVICE + "LoadSuccess"),
                new MethodRule("recordLoadException", "(J)V", ADVICE + "LoadFailure"))));
  }

  @Override
  public void install(ProbeContext context) {
    GuavaProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.GUAVA_CALL,
      ProbeId.GUAVA_PUT,
      ProbeId.GUAVA_PUT_IF_ABSENT,
      ProbeId.GUAVA_LOADED,
      ProbeId.GUAVA_REMOVED
    };
  }
}
