package io.sonde.agent.instrumentation.cache.spring;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Spring's cache managers, for the names of their caches. */
public final class SpringInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.cache.spring.SpringAdvice$";

  /** Names the technology; needed because it is constructed by name. */
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
            List.of(new MethodRule("decorateCache", "(" + cache + ")" + cache, ADVICE + "Given"))));
  }

  @Override
  public void install(ProbeContext context) {
    SpringProbe.install(context);
  }
}
