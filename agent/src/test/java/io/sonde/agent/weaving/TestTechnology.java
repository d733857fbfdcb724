package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** A technology of given rules without probes. */
record TestTechnology(String name, List<TypeRule> types) implements Technology {

  /** Marker that only classes of the tests carry: the name of a type. */
  static final String MARKER = "io/sonde/agent/weaving/Marker";

  /** One marked rule on one method. */
  static TestTechnology marked(String name, String marker, String method, String descriptor) {
    return new TestTechnology(
        name,
        List.of(TypeRule.marked(List.of(marker), List.of(), List.of(rule(method, descriptor)))));
  }

  static MethodRule rule(String method, String descriptor) {
    return new MethodRule(method, descriptor, PractiseAdvice.class.getName());
  }

  @Override
  public void install(ProbeContext context) {
    // nothing is recorded
  }
}
