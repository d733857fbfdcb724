package io.sonde.agent.instrumentation.httpclient.reactor;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import java.util.List;

/** Weaves reactor-netty's client 1.0 to 1.3. */
public final class ReactorInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.httpclient.reactor.ReactorAdvice$";

  /** Made by hand in the list of technologies. */
  public ReactorInstrumentation() {}

  @Override
  public String name() {
    return "httpclient.reactor";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("reactor.netty.http.client.HttpConnectionProvider"),
            List.of(
                new MethodRule(
                    "acquire",
                    "(Lreactor/netty/transport/TransportConfig;"
                        + "Lreactor/netty/ConnectionObserver;"
                        + "Ljava/util/function/Supplier;"
                        + "Lio/netty/resolver/AddressResolverGroup;)"
                        + "Lreactor/core/publisher/Mono;",
                    ADVICE + "Begin"))),
        TypeRule.named(
            List.of("reactor.netty.http.client.HttpClientConnect$HttpClientHandler"),
            List.of(
                new MethodRule(
                    "channel",
                    "(Lreactor/netty/http/client/HttpClientOperations;)V",
                    ADVICE + "Bind"),
                new MethodRule("test", "(Ljava/lang/Throwable;)Z", ADVICE + "Failure"))),
        TypeRule.named(
            List.of("reactor.netty.http.client.HttpClientConnect$HttpIOHandlerObserver"),
            List.of(
                new MethodRule(
                    "onStateChange",
                    "(Lreactor/netty/Connection;Lreactor/netty/ConnectionObserver$State;)V",
                    ADVICE + "Response"))),
        TypeRule.named(
            List.of("reactor.netty.http.client.HttpClientOperations"),
            List.of(new MethodRule("onInboundCancel", "()V", ADVICE + "Cancel"))));
  }

  @Override
  public void install(ProbeContext context) {
    ReactorProbes probes =
        new ReactorProbes(
            ClientCalls.of(context),
            context.sideTable("http_reactor_calls", ReactorProbes.MAX_CALLS, ReactorProbes::isGone),
            context.sideTable("http_reactor_operations", ReactorProbes.MAX_CALLS));
    context.install(ProbeId.REACTOR_BEGIN, probes.new Begin());
    context.install(ProbeId.REACTOR_BIND, probes.new Bind());
    context.install(ProbeId.REACTOR_RESPONSE, probes.new Response());
    context.install(ProbeId.REACTOR_FAILURE, probes.new Failure());
    context.install(ProbeId.REACTOR_CANCEL, probes.new Cancel());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.REACTOR_BEGIN};
  }
}
