package io.sonde.agent.instrumentation.httpclient.ahc;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import java.util.List;

/** Weaves AsyncHttpClient 2.1 to 3. */
public final class AhcInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.httpclient.ahc.AhcAdvice$";

  private static final String FUTURE = "Lorg/asynchttpclient/netty/NettyResponseFuture;";
  private static final String HANDLER = "Lorg/asynchttpclient/AsyncHandler;";

  /** Made by hand in the list of technologies. */
  public AhcInstrumentation() {}

  @Override
  public String name() {
    return "httpclient.ahc";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("org.asynchttpclient.netty.request.NettyRequestSender"),
            List.of(
                new MethodRule(
                    "newNettyResponseFuture",
                    "(Lorg/asynchttpclient/Request;"
                        + HANDLER
                        + "Lorg/asynchttpclient/netty/request/NettyRequest;"
                        + "Lorg/asynchttpclient/proxy/ProxyServer;)"
                        + FUTURE,
                    ADVICE + "Begin"))),
        TypeRule.named(
            List.of("org.asynchttpclient.netty.handler.intercept.Interceptors"),
            List.of(
                new MethodRule(
                    "exitAfterIntercept",
                    "(Lio/netty/channel/Channel;"
                        + FUTURE
                        + HANDLER
                        + "Lio/netty/handler/codec/http/HttpResponse;"
                        + "Lorg/asynchttpclient/HttpResponseStatus;"
                        + "Lio/netty/handler/codec/http/HttpHeaders;)Z",
                    ADVICE + "Response"))),
        TypeRule.named(
            List.of("org.asynchttpclient.netty.NettyResponseFuture"),
            List.of(
                new MethodRule("done", "()V", ADVICE + "Done"),
                new MethodRule("abort", "(Ljava/lang/Throwable;)V", ADVICE + "Abort"),
                new MethodRule("cancel", "(Z)Z", ADVICE + "Cancel"))));
  }

  @Override
  public void install(ProbeContext context) {
    AhcProbes probes =
        new AhcProbes(
            ClientCalls.of(context),
            context.sideTable("http_ahc_calls", AhcProbes.MAX_CALLS, AhcProbes::isGone));
    context.install(ProbeId.AHC_BEGIN, probes.new Begin());
    context.install(ProbeId.AHC_RESPONSE, probes.new Response());
    context.install(ProbeId.AHC_DONE, probes.new Done());
    context.install(ProbeId.AHC_ABORT, probes.new Abort());
    context.install(ProbeId.AHC_CANCEL, probes.new Cancel());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.AHC_BEGIN};
  }
}
