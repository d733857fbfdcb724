package io.sonde.agent.instrumentation.httpserver;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves the chain of filters and handler of the JDK's {@code HttpServer}. */
public final class HttpServerInstrumentation implements Technology {

  private static final String CHAIN =
      "io.sonde.agent.instrumentation.httpserver.HttpServerAdvice$Chain";

  /** Made by hand in the list of technologies. */
  public HttpServerInstrumentation() {}

  @Override
  public String name() {
    return "httpserver";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("com.sun.net.httpserver.Filter$Chain"),
            List.of(
                new MethodRule("doFilter", "(Lcom/sun/net/httpserver/HttpExchange;)V", CHAIN))));
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.JDK_HTTP_SERVER, new HttpServerProbe(context));
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.JDK_HTTP_SERVER};
  }
}
