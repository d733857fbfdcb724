package io.sonde.agent.instrumentation.resilience;

import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.Overflow;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The circuit breakers that were used, and their names. */
final class Breakers {

  /** Names that are told apart; of breakers, and of retries. */
  static final int MAX_NAMES = 256;

  /** The name of what is beyond. */
  static final String OTHER = "other";

  /** Objects of the library that are known at the same time. */
  static final int MAX_OBJECTS = 4_096;

  private static final int MAX_LENGTH = 120;

  private static final LibraryMethod NAME =
      new LibraryMethod("io.github.resilience4j.circuitbreaker.CircuitBreaker", "getName");

  private final MeterRegistry registry;
  private final Duration[] callBounds;
  private final Overflow refusedNames;
  private final WeakIdentityTable<NamedBreaker> known;
  private final ConcurrentHashMap<String, NamedBreaker> named = new ConcurrentHashMap<>();

  Breakers(ProbeContext context) {
    this.registry = context.registry();
    this.callBounds = context.callBounds();
    this.refusedNames = new Overflow(registry, "circuitbreaker_labels");
    this.known = context.sideTable("resilience_breakers", MAX_OBJECTS);
  }

  /** What a breaker is recorded in. */
  NamedBreaker of(Object breaker) {
    NamedBreaker handle = known.get(breaker);
    return handle != null ? handle : add(breaker);
  }

  private NamedBreaker add(Object breaker) {
    String name = label(NAME.call(breaker));
    boolean isRefused = named.size() >= MAX_NAMES && !named.containsKey(name);
    if (isRefused) {
      refusedNames.increment();
    }
    NamedBreaker handle =
        named.computeIfAbsent(
            isRefused ? OTHER : name, made -> new NamedBreaker(made, registry, callBounds));
    if (known.size() < MAX_OBJECTS && known.add(breaker, handle)) {
      handle.add(breaker);
    }
    return handle;
  }

  /** The label value for a name of the application. */
  static String label(@Nullable Object name) {
    if (!(name instanceof String text) || text.isEmpty()) {
      return OTHER;
    }
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
  }
}
