package io.sonde.agent.instrumentation.httpclient.okhttp;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import java.util.List;

/** Weaves OkHttp 3, 4 and 5. */
public final class OkHttpInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.httpclient.okhttp.OkHttpAdvice$";

  private static final String RESPONSE = "Lokhttp3/Response;";

  /** Made by hand in the list of technologies. */
  public OkHttpInstrumentation() {}

  @Override
  public String name() {
    return "httpclient.okhttp";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("okhttp3.RealCall", "okhttp3.internal.connection.RealCall"),
            List.of(
                new MethodRule("execute", "()" + RESPONSE, ADVICE + "Execute"),
                new MethodRule("enqueue", "(Lokhttp3/Callback;)V", ADVICE + "Enqueue"),
                // up to 3.4, up to 4.2, later
                new MethodRule(
                    "getResponseWithInterceptorChain", "(Z)" + RESPONSE, ADVICE + "Respond"),
                new MethodRule(
                    "getResponseWithInterceptorChain", "()" + RESPONSE, ADVICE + "Respond"),
                new MethodRule(
                    "getResponseWithInterceptorChain$okhttp", "()" + RESPONSE, ADVICE + "Respond"),
                new MethodRule(
                    "noMoreExchanges$okhttp",
                    "(Ljava/io/IOException;)Ljava/io/IOException;",
                    ADVICE + "Refuse"))),
        TypeRule.named(
            List.of("okhttp3.Dispatcher"),
            List.of(
                // up to 3.14, up to 4.2
                new MethodRule("finished", "(Lokhttp3/RealCall$AsyncCall;)V", ADVICE + "Finish"),
                new MethodRule(
                    "finished$okhttp", "(Lokhttp3/RealCall$AsyncCall;)V", ADVICE + "Finish"))));
  }

  @Override
  public void install(ProbeContext context) {
    OkHttpProbes probes =
        new OkHttpProbes(
            ClientCalls.of(context),
            context.sideTable("http_okhttp_calls", OkHttpProbes.MAX_CALLS));
    context.install(ProbeId.OKHTTP_EXECUTE, probes.new Execute());
    context.install(ProbeId.OKHTTP_ENQUEUE, probes.new Enqueue());
    context.install(ProbeId.OKHTTP_RESPOND, probes.new Respond());
    context.install(ProbeId.OKHTTP_REFUSE, probes.new Refuse());
    context.install(ProbeId.OKHTTP_FINISH, probes.new Finish());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.OKHTTP_EXECUTE, ProbeId.OKHTTP_ENQUEUE};
  }
}
