package io.sonde.agent.instrumentation.cache.spring;

import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.cache.Caches;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Notes the name of a cache of Caffeine that Spring manages. */
final class SpringProbe extends SondeProbe {

  private static final String SPRING = "org.springframework.cache.Cache";
  private static final String CAFFEINE = "com.github.benmanes.caffeine.cache.";

  private static final LibraryMethod NAME = new LibraryMethod(SPRING, "getName");
  private static final LibraryMethod NATIVE = new LibraryMethod(SPRING, "getNativeCache");

  /** A view that is the cache itself. */
  private static final LibraryMethod MAP = new LibraryMethod(CAFFEINE + "Cache", "asMap");

  private final Caches caches;

  private SpringProbe(Caches caches) {
    this.caches = caches;
  }

  static void install(ProbeContext context) {
    context.install(ProbeId.SPRING_CACHE, new SpringProbe(Caches.of(context)));
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    // an application's own implementation of Spring's type is left alone
    if (self != null && self.getClass().getName().startsWith("org.springframework.")) {
      Object name = NAME.call(self);
      Object map = MAP.call(NATIVE.call(self));
      if (name instanceof String text && map instanceof ConcurrentMap<?, ?>) {
        caches.name(map, text);
      }
    }
    return 0L;
  }
}
