package io.sonde.agent.instrumentation.jersey;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves where Jersey notes which templates a request has matched. */
public final class JerseyInstrumentation implements Technology {

  private static final String MATCH = "io.sonde.agent.instrumentation.jersey.JerseyAdvice$Match";

  private static final String TEMPLATES =
      "(Lorg/glassfish/jersey/uri/UriTemplate;Lorg/glassfish/jersey/uri/UriTemplate;)V";

  /** Made by hand in the list of technologies. */
  public JerseyInstrumentation() {}

  @Override
  public String name() {
    return "jersey";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("org.glassfish.jersey.server.internal.routing.UriRoutingContext"),
            List.of(new MethodRule("pushTemplates", TEMPLATES, MATCH))));
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.JERSEY_MATCH, new JerseyProbe(context));
  }
}
