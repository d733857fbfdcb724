package io.sonde.agent.instrumentation.httpclient.apache5;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.ClientPools;
import io.sonde.agent.instrumentation.httpclient.ConnectionManagers;
import io.sonde.agent.instrumentation.httpclient.LeaseProbe;
import java.util.List;

/** Weaves Apache HttpClient 5, the classic and the asynchronous client. */
public final class Apache5Instrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.httpclient.apache5.Apache5Advice$";

  private static final String CALLBACK = "org/apache/hc/client5/http/async/AsyncExecCallback";

  private static final String POOL =
      "org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager";

  private static final String ASYNC_POOL =
      "org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager";

  /** Made by hand in the list of technologies. */
  public Apache5Instrumentation() {}

  @Override
  public String name() {
    return "httpclient.apache5";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of(
                "org.apache.hc.client5.http.impl.classic.InternalHttpClient",
                "org.apache.hc.client5.http.impl.classic.MinimalHttpClient"),
            List.of(
                new MethodRule(
                    "doExecute",
                    "(Lorg/apache/hc/core5/http/HttpHost;"
                        + "Lorg/apache/hc/core5/http/ClassicHttpRequest;"
                        + "Lorg/apache/hc/core5/http/protocol/HttpContext;)"
                        + "Lorg/apache/hc/client5/http/impl/classic/CloseableHttpResponse;",
                    ADVICE + "Execute"))),
        TypeRule.named(
            List.of("org.apache.hc.client5.http.impl.classic.InternalExecRuntime"),
            List.of(
                new MethodRule(
                    "acquireEndpoint",
                    "(Ljava/lang/String;Lorg/apache/hc/client5/http/HttpRoute;Ljava/lang/Object;"
                        + "Lorg/apache/hc/client5/http/protocol/HttpClientContext;)V",
                    ADVICE + "Lease"))),
        TypeRule.named(
            List.of(POOL),
            List.of(
                new MethodRule(
                    "lease",
                    "(Ljava/lang/String;Lorg/apache/hc/client5/http/HttpRoute;"
                        + "Lorg/apache/hc/core5/util/Timeout;Ljava/lang/Object;)"
                        + "Lorg/apache/hc/client5/http/io/LeaseRequest;",
                    ADVICE + "Ask"))),
        TypeRule.named(
            List.of(ASYNC_POOL),
            List.of(
                new MethodRule(
                    "lease",
                    "(Ljava/lang/String;Lorg/apache/hc/client5/http/HttpRoute;Ljava/lang/Object;"
                        + "Lorg/apache/hc/core5/util/Timeout;"
                        + "Lorg/apache/hc/core5/concurrent/FutureCallback;)"
                        + "Ljava/util/concurrent/Future;",
                    ADVICE + "AskAsync"))),
        TypeRule.named(
            List.of(Apache5Leases.TOLD),
            List.of(
                new MethodRule(
                    "completed",
                    "(Lorg/apache/hc/client5/http/nio/AsyncConnectionEndpoint;)V",
                    ADVICE + "Leased"),
                new MethodRule("failed", "(Ljava/lang/Exception;)V", ADVICE + "Leased"),
                new MethodRule("cancelled", "()V", ADVICE + "Leased"))),
        TypeRule.named(
            List.of("org.apache.hc.client5.http.impl.async.AsyncExecChainElement"),
            List.of(
                new MethodRule(
                    "execute",
                    "(Lorg/apache/hc/core5/http/HttpRequest;"
                        + "Lorg/apache/hc/core5/http/nio/AsyncEntityProducer;"
                        + "Lorg/apache/hc/client5/http/async/AsyncExecChain$Scope;"
                        + "Lorg/apache/hc/client5/http/async/AsyncExecCallback;)V",
                    ADVICE + "Proceed"))),
        TypeRule.marked(
            List.of(CALLBACK),
            List.of(CALLBACK.replace('/', '.')),
            List.of(
                new MethodRule(
                    "handleResponse",
                    "(Lorg/apache/hc/core5/http/HttpResponse;"
                        + "Lorg/apache/hc/core5/http/EntityDetails;)"
                        + "Lorg/apache/hc/core5/http/nio/AsyncDataConsumer;",
                    ADVICE + "Response"),
                new MethodRule("failed", "(Ljava/lang/Exception;)V", ADVICE + "Failure"))),
        TypeRule.named(
            List.of("org.apache.hc.core5.concurrent.ComplexFuture"),
            List.of(new MethodRule("cancel", "(Z)Z", ADVICE + "Cancel"))));
  }

  @Override
  public void install(ProbeContext context) {
    ClientCalls calls = ClientCalls.of(context);
    context.install(ProbeId.APACHE5_CLIENT, new Apache5Probe(calls));
    context.install(ProbeId.APACHE5_LEASE, new LeaseProbe(calls));
    context.install(
        ProbeId.APACHE5_POOL,
        ClientPools.of(context)
            .probe(
                new ConnectionManagers(
                    List.of(POOL, ASYNC_POOL),
                    "org.apache.hc.core5.pool.PoolStats",
                    "org.apache.hc.client5.http.HttpRoute",
                    "org.apache.hc.core5.http.HttpHost")));
    Apache5Operations operations =
        new Apache5Operations(
            calls, context.sideTable("http_apache5_operations", Apache5Operations.MAX_OPERATIONS));
    Apache5Leases leases =
        new Apache5Leases(
            calls, context.sideTable("http_apache5_leases", Apache5Leases.MAX_LEASES));
    context.install(ProbeId.APACHE5_ASYNC_LEASE, leases.new Asked());
    context.install(ProbeId.APACHE5_ASYNC_LEASED, leases.new Told());
    context.install(ProbeId.APACHE5_ASYNC_CLIENT, operations.new Proceed());
    context.install(ProbeId.APACHE5_ASYNC_RESPONSE, operations.new Response());
    context.install(ProbeId.APACHE5_ASYNC_FAILURE, operations.new Failure());
    context.install(ProbeId.APACHE5_ASYNC_CANCEL, operations.new Cancel());
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.APACHE5_CLIENT,
      ProbeId.APACHE5_LEASE,
      ProbeId.APACHE5_ASYNC_CLIENT,
      ProbeId.APACHE5_ASYNC_LEASE
    };
  }
}
