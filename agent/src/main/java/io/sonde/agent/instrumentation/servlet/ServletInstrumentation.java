package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/**
 * Weaves {@code Servlet.service} and {@code Filter.doFilter} of both servlet APIs, what Open
 * Liberty has for a default servlet and for handshakes of WebSockets, and what says in Spring MVC
 * that a request becomes a stream of events.
 */
public final class ServletInstrumentation implements Technology {

  private static final String SERVE = "io.sonde.agent.instrumentation.servlet.ServletAdvice$Serve";

  private static final String EVENT_STREAM =
      "io.sonde.agent.instrumentation.servlet.ServletAdvice$EventStream";

  private static final String JAVAX_SERVICE =
      "(Ljavax/servlet/ServletRequest;Ljavax/servlet/ServletResponse;)V";
  private static final String JAVAX_FILTER =
      "(Ljavax/servlet/ServletRequest;Ljavax/servlet/ServletResponse;Ljavax/servlet/FilterChain;)V";
  private static final String JAKARTA_SERVICE =
      "(Ljakarta/servlet/ServletRequest;Ljakarta/servlet/ServletResponse;)V";
  private static final String JAKARTA_FILTER =
      "(Ljakarta/servlet/ServletRequest;Ljakarta/servlet/ServletResponse;"
          + "Ljakarta/servlet/FilterChain;)V";

  private static final String JAVAX_HANDSHAKE =
      "(Ljavax/servlet/http/HttpServletRequest;Ljavax/servlet/http/HttpServletResponse;)V";
  private static final String JAKARTA_HANDSHAKE =
      "(Ljakarta/servlet/http/HttpServletRequest;Ljakarta/servlet/http/HttpServletResponse;)V";

  /** Made by hand in the list of technologies. */
  public ServletInstrumentation() {}

  @Override
  public String name() {
    return "servlet";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.marked(
            List.of(JAVAX_SERVICE, JAVAX_FILTER),
            List.of("javax.servlet.Servlet", "javax.servlet.Filter"),
            List.of(
                new MethodRule("service", JAVAX_SERVICE, SERVE),
                new MethodRule("doFilter", JAVAX_FILTER, SERVE))),
        TypeRule.marked(
            List.of(JAKARTA_SERVICE, JAKARTA_FILTER),
            List.of("jakarta.servlet.Servlet", "jakarta.servlet.Filter"),
            List.of(
                new MethodRule("service", JAKARTA_SERVICE, SERVE),
                new MethodRule("doFilter", JAKARTA_FILTER, SERVE))),
        TypeRule.named(
            List.of(
                "com.ibm.ws.webcontainer.extension.DefaultExtensionProcessor",
                "com.ibm.ws.webcontainer.servlet.FileServletWrapper"),
            List.of(
                new MethodRule("handleRequest", JAVAX_SERVICE, SERVE),
                new MethodRule("handleRequest", JAKARTA_SERVICE, SERVE))),
        TypeRule.named(
            List.of("com.ibm.ws.wsoc.external.WsocHandlerImpl"),
            List.of(
                new MethodRule("handleRequest", JAVAX_HANDSHAKE, SERVE),
                new MethodRule("handleRequest", JAKARTA_HANDSHAKE, SERVE))),
        TypeRule.named(
            List.of("org.springframework.web.servlet.mvc.method.annotation.SseEmitter"),
            List.of(
                new MethodRule(
                    "extendResponse",
                    "(Lorg/springframework/http/server/ServerHttpResponse;)V",
                    EVENT_STREAM))));
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.SERVLET_SERVICE, new ServletProbe(context));
    context.install(ProbeId.SPRING_EVENT_STREAM, new EventStreamProbe());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.SERVLET_SERVICE};
  }
}
