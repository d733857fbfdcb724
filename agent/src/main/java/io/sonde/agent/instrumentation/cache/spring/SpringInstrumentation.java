package io.sonde.agent.instrumentation.cache.spring;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Spring's cache managers, for the names of their caches, and its caches on plain maps. */
public final class SpringInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.cache.spring.SpringAdvice$";
  private static final String OBJECT = "Ljava/lang/Object;";

  /** Made by hand in the list of technologies. */
  public SpringInstrumentation() {}

  @Override
  public String name() {
    return "cache.spring";
  }

  @Override
  public List<TypeRule> types() {
    String cache = "Lorg/springframework/cache/Cache;";
    return List.of(
        TypeRule.named(
            List.of("org.springframework.cache.caffeine.CaffeineCacheManager"),
            List.of(
                new MethodRule(
                    "createCaffeineCache", "(Ljava/lang/String;)" + cache, ADVICE + "Made"),
                new MethodRule(
                    "adaptCaffeineCache",
                    "(Ljava/lang/String;Lcom/github/benmanes/caffeine/cache/Cache;)" + cache,
                    ADVICE + "Made"))),
        TypeRule.named(
            List.of("org.springframework.cache.support.AbstractCacheManager"),
            List.of(new MethodRule("decorateCache", "(" + cache + ")" + cache, ADVICE + "Given"))),
        TypeRule.named(
            List.of("org.springframework.cache.concurrent.ConcurrentMapCache"),
            List.of(
                new MethodRule("lookup", "(" + OBJECT + ")" + OBJECT, ADVICE + "Lookup"),
                new MethodRule(
                    "get",
                    "(" + OBJECT + "Ljava/util/concurrent/Callable;)" + OBJECT,
                    ADVICE + "GetOrLoad"),
                new MethodRule("toStoreValue", "(" + OBJECT + ")" + OBJECT, ADVICE + "Stored"),
                new MethodRule("put", "(" + OBJECT + OBJECT + ")V", ADVICE + "Put"),
                new MethodRule(
                    "putIfAbsent",
                    "(" + OBJECT + OBJECT + ")Lorg/springframework/cache/Cache$ValueWrapper;",
                    ADVICE + "PutIfAbsent"))));
  }

  @Override
  public void install(ProbeContext context) {
    SpringProbe.install(context);
    SpringMapProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.SPRING_MAP_LOOKUP, ProbeId.SPRING_MAP_PUT, ProbeId.SPRING_MAP_GET};
  }
}
