package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves the beginning and the end of Undertow's exchanges. */
public final class UndertowInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.undertow.UndertowAdvice$";

  private static final String DISPATCH = ADVICE + "Dispatch";

  private static final String EXCHANGE = "Lio/undertow/server/HttpServerExchange;";

  /** Made by hand in the list of technologies. */
  public UndertowInstrumentation() {}

  @Override
  public String name() {
    return "undertow";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("io.undertow.server.Connectors"),
            List.of(
                new MethodRule(
                    "executeRootHandler",
                    "(Lio/undertow/server/HttpHandler;" + EXCHANGE + ")V",
                    ADVICE + "Root",
                    true))),
        TypeRule.named(
            List.of("io.undertow.server.HttpServerExchange"),
            List.of(
                new MethodRule("dispatch", "()" + EXCHANGE, DISPATCH),
                new MethodRule(
                    "dispatch",
                    "(Ljava/util/concurrent/Executor;Ljava/lang/Runnable;)" + EXCHANGE,
                    DISPATCH),
                new MethodRule(
                    "upgradeChannel",
                    "(Lio/undertow/server/HttpUpgradeListener;)" + EXCHANGE,
                    ADVICE + "Upgrade"),
                new MethodRule("invokeExchangeCompleteListeners", "()V", ADVICE + "Complete"))),
        TypeRule.named(
            List.of("io.undertow.servlet.handlers.ServletInitialHandler"),
            List.of(new MethodRule("handleRequest", "(" + EXCHANGE + ")V", ADVICE + "Servlet"))));
  }

  @Override
  public void install(ProbeContext context) {
    Exchanges exchanges = new Exchanges(context);
    context.install(ProbeId.UNDERTOW_ROOT, new RootProbe(exchanges));
    context.install(ProbeId.UNDERTOW_DISPATCH, new DispatchProbe(exchanges));
    context.install(ProbeId.UNDERTOW_UPGRADE, new UpgradeProbe(exchanges));
    context.install(ProbeId.UNDERTOW_COMPLETE, new CompleteProbe(exchanges));
    context.install(ProbeId.UNDERTOW_SERVLET, new ServletProbe(exchanges));
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.UNDERTOW_ROOT};
  }
}
