package io.sonde.agent.instrumentation.httpclient.jetty;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import java.util.List;

/** Weaves Jetty's client 9.4 to 12. */
public final class JettyClientInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.httpclient.jetty.JettyClientAdvice$";

  /** Package of the API up to 11. */
  private static final String API_9 = "Lorg/eclipse/jetty/client/api/";

  /** Package of the API of 12. */
  private static final String API_12 = "Lorg/eclipse/jetty/client/";

  /** Made by hand in the list of technologies. */
  public JettyClientInstrumentation() {}

  @Override
  public String name() {
    return "httpclient.jetty";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("org.eclipse.jetty.client.HttpRequest"),
            List.of(
                new MethodRule("send", "()" + API_9 + "ContentResponse;", ADVICE + "Send"),
                new MethodRule(
                    "send", "(" + API_9 + "Response$CompleteListener;)V", ADVICE + "Begin"))),
        TypeRule.named(
            List.of("org.eclipse.jetty.client.transport.HttpRequest"),
            List.of(
                new MethodRule("send", "()" + API_12 + "ContentResponse;", ADVICE + "Send"),
                new MethodRule(
                    "send", "(" + API_12 + "Response$CompleteListener;)V", ADVICE + "Begin"))),
        TypeRule.named(
            List.of("org.eclipse.jetty.client.ResponseNotifier"),
            List.of(
                new MethodRule(
                    "notifyComplete",
                    "(" + API_9 + "Response$CompleteListener;" + API_9 + "Result;)V",
                    ADVICE + "Complete"))),
        TypeRule.named(
            List.of("org.eclipse.jetty.client.transport.ResponseListeners"),
            List.of(
                new MethodRule(
                    "notifyComplete",
                    "(" + API_12 + "Response$CompleteListener;" + API_12 + "Result;)V",
                    ADVICE + "Complete",
                    true))));
  }

  @Override
  public void install(ProbeContext context) {
    JettyClientProbes probes =
        new JettyClientProbes(
            ClientCalls.of(context),
            context.sideTable("http_jetty_calls", JettyClientProbes.MAX_CALLS));
    context.install(ProbeId.JETTY_CLIENT_SEND, probes.new Send());
    context.install(ProbeId.JETTY_CLIENT_BEGIN, probes.new Begin());
    context.install(ProbeId.JETTY_CLIENT_COMPLETE, probes.new Complete());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.JETTY_CLIENT_SEND, ProbeId.JETTY_CLIENT_BEGIN};
  }
}
