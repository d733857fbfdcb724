package io.sonde.agent.instrumentation.reactornetty;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves reactor-netty's server 1.0 to 1.3 and the dispatcher of Spring WebFlux. */
public final class ReactorNettyInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.reactornetty.ReactorNettyAdvice$";

  private static final String HANDLER =
      "(Lorg/springframework/web/server/ServerWebExchange;Ljava/lang/Object;)"
          + "Lreactor/core/publisher/Mono;";

  /** Made by hand in the list of technologies. */
  public ReactorNettyInstrumentation() {}

  @Override
  public String name() {
    return "reactornetty";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("reactor.netty.http.server.HttpServer$HttpServerHandle"),
            List.of(
                new MethodRule(
                    "onStateChange",
                    "(Lreactor/netty/Connection;Lreactor/netty/ConnectionObserver$State;)V",
                    ADVICE + "Change"))),
        TypeRule.named(
            List.of("reactor.netty.http.server.HttpServerOperations"),
            List.of(
                new MethodRule("onOutboundComplete", "()V", ADVICE + "Completion"),
                new MethodRule("onOutboundError", "(Ljava/lang/Throwable;)V", ADVICE + "Failure"),
                new MethodRule(
                    "withWebsocketSupport",
                    "(Ljava/lang/String;Lreactor/netty/http/server/WebsocketServerSpec;"
                        + "Ljava/util/function/BiFunction;)Lreactor/core/publisher/Mono;",
                    ADVICE + "Upgrade"))),
        TypeRule.named(
            List.of("org.springframework.web.reactive.DispatcherHandler"),
            List.of(
                // until Spring 5, and from 6 on
                new MethodRule("invokeHandler", HANDLER, ADVICE + "Match"),
                new MethodRule("handleRequestWith", HANDLER, ADVICE + "Match"))));
  }

  @Override
  public void install(ProbeContext context) {
    ReactorNettyProbes probes =
        new ReactorNettyProbes(
            context,
            context.sideTable(
                "http_reactor_requests",
                ReactorNettyProbes.MAX_REQUESTS,
                ReactorNettyProbes::isGone));
    context.install(ProbeId.REACTOR_SERVER_REQUEST, probes.new Handling());
    context.install(ProbeId.REACTOR_SERVER_END, probes.new End());
    context.install(ProbeId.REACTOR_SERVER_COMPLETE, probes.new Completion());
    context.install(ProbeId.REACTOR_SERVER_FAILURE, probes.new Failure());
    context.install(ProbeId.REACTOR_SERVER_UPGRADE, probes.new Upgrade());
    context.install(ProbeId.WEBFLUX_MATCH, probes.new Match());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.REACTOR_SERVER_REQUEST};
  }
}
