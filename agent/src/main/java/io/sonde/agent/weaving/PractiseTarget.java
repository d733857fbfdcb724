package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.MethodRule;
import org.jspecify.annotations.Nullable;

/** What the weaver is tried on before it meets a class of the application. */
final class PractiseTarget {

  private static final String DESCRIPTOR = "(Ljava/lang/Object;)Ljava/lang/Object;";

  @Nullable Object call(@Nullable Object argument) {
    return argument;
  }

  static MethodRule rule() {
    return new MethodRule("call", DESCRIPTOR, PractiseAdvice.class.getName());
  }
}
