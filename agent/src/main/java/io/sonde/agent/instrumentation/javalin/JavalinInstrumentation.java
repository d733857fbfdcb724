package io.sonde.agent.instrumentation.javalin;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves what Javalin does before it calls a handler. */
public final class JavalinInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.javalin.JavalinAdvice$";

  /** Made by hand in the list of technologies. */
  public JavalinInstrumentation() {}

  @Override
  public String name() {
    return "javalin";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("io.javalin.http.util.ContextUtil"),
            List.of(
                new MethodRule(
                    "update",
                    "(Lio/javalin/http/Context;Lio/javalin/http/HandlerEntry;Ljava/lang/String;)"
                        + "Lio/javalin/http/Context;",
                    ADVICE + "Update"))),
        TypeRule.named(
            List.of("io.javalin.routing.HandlerEntry", "io.javalin.router.ParsedEndpoint"),
            List.of(
                new MethodRule(
                    "handle",
                    "(Lio/javalin/http/servlet/JavalinServletContext;Ljava/lang/String;)V",
                    ADVICE + "Handle"))));
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.JAVALIN_MATCH, new JavalinProbe(context));
  }
}
