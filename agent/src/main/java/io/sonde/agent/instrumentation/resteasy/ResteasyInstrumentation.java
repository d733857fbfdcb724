package io.sonde.agent.instrumentation.resteasy;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves where RESTEasy calls what a request has matched. */
public final class ResteasyInstrumentation implements Technology {

  private static final String INVOKE =
      "io.sonde.agent.instrumentation.resteasy.ResteasyAdvice$Invoke";

  private static final String CALL =
      "(Lorg/jboss/resteasy/spi/HttpRequest;Lorg/jboss/resteasy/spi/HttpResponse;Ljava/lang/Object;)";

  private static final String OBJECT = CALL + "Ljava/lang/Object;";

  /** Made by hand in the list of technologies. */
  public ResteasyInstrumentation() {}

  @Override
  public String name() {
    return "resteasy";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("org.jboss.resteasy.core.ResourceMethodInvoker"),
            List.of(
                new MethodRule(
                    "invoke", CALL + "Lorg/jboss/resteasy/specimpl/BuiltResponse;", INVOKE))),
        TypeRule.named(
            List.of("org.jboss.resteasy.core.ResourceLocatorInvoker"),
            List.of(
                new MethodRule("createResource", OBJECT, INVOKE),
                new MethodRule("resolveTargetFromLocator", OBJECT, INVOKE))));
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.RESTEASY_MATCH, new ResteasyProbe(context));
  }
}
