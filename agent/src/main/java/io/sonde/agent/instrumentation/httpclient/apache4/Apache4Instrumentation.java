package io.sonde.agent.instrumentation.httpclient.apache4;

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

/** Weaves Apache HttpClient 4 and HttpAsyncClient 4. */
public final class Apache4Instrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.httpclient.apache4.Apache4Advice$";

  private static final String PRODUCER = "org/apache/http/nio/protocol/HttpAsyncRequestProducer";
  private static final String CONSUMER = "org/apache/http/nio/protocol/HttpAsyncResponseConsumer";

  private static final String POOL = "org.apache.http.impl.conn.PoolingHttpClientConnectionManager";

  private static final String DEPRECATED_POOL =
      "org.apache.http.impl.conn.PoolingClientConnectionManager";

  private static final String ASYNC_POOL =
      "org.apache.http.impl.nio.conn.PoolingNHttpClientConnectionManager";

  private static final String ROUTE = "Lorg/apache/http/conn/routing/HttpRoute;Ljava/lang/Object;";

  /** Made by hand in the list of technologies. */
  public Apache4Instrumentation() {}

  @Override
  public String name() {
    return "httpclient.apache4";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of(
                "org.apache.http.impl.client.InternalHttpClient",
                "org.apache.http.impl.client.MinimalHttpClient",
                "org.apache.http.impl.client.AbstractHttpClient"),
            List.of(
                new MethodRule(
                    "doExecute",
                    "(Lorg/apache/http/HttpHost;Lorg/apache/http/HttpRequest;"
                        + "Lorg/apache/http/protocol/HttpContext;)"
                        + "Lorg/apache/http/client/methods/CloseableHttpResponse;",
                    ADVICE + "Execute"))),
        TypeRule.named(
            List.of(POOL),
            List.of(
                new MethodRule(
                    "requestConnection",
                    "(" + ROUTE + ")Lorg/apache/http/conn/ConnectionRequest;",
                    ADVICE + "Ask"),
                new MethodRule(
                    "leaseConnection",
                    "(Ljava/util/concurrent/Future;JLjava/util/concurrent/TimeUnit;)"
                        + "Lorg/apache/http/HttpClientConnection;",
                    ADVICE + "Lease"))),
        TypeRule.named(
            List.of(DEPRECATED_POOL),
            List.of(
                new MethodRule(
                    "requestConnection",
                    "(" + ROUTE + ")Lorg/apache/http/conn/ClientConnectionRequest;",
                    ADVICE + "Ask"))),
        TypeRule.named(
            List.of(ASYNC_POOL),
            List.of(
                new MethodRule(
                    "requestConnection",
                    "("
                        + ROUTE
                        + "JJLjava/util/concurrent/TimeUnit;"
                        + "Lorg/apache/http/concurrent/FutureCallback;)"
                        + "Ljava/util/concurrent/Future;",
                    ADVICE + "Ask"))),
        TypeRule.named(
            List.of("org.apache.http.nio.pool.AbstractNIOConnPool"),
            List.of(
                new MethodRule(
                    "processPendingRequest",
                    "(Lorg/apache/http/nio/pool/LeaseRequest;)Z",
                    ADVICE + "Look"))),
        TypeRule.named(
            List.of("org.apache.http.nio.pool.LeaseRequest"),
            List.of(new MethodRule("failed", "(Ljava/lang/Exception;)V", ADVICE + "NoLease"))),
        TypeRule.named(
            List.of("org.apache.http.impl.nio.client.InternalHttpAsyncClient"),
            List.of(
                new MethodRule(
                    "execute",
                    "(L"
                        + PRODUCER
                        + ";L"
                        + CONSUMER
                        + ";"
                        + "Lorg/apache/http/protocol/HttpContext;"
                        + "Lorg/apache/http/concurrent/FutureCallback;)"
                        + "Ljava/util/concurrent/Future;",
                    ADVICE + "ExecuteAsync"))),
        TypeRule.named(
            List.of("org.apache.http.impl.nio.client.DefaultClientExchangeHandlerImpl"),
            // of 4.0, which does not tell the consumer
            List.of(
                new MethodRule(
                    "connectionRequestFailed", "(Ljava/lang/Exception;)V", ADVICE + "NoConnection"),
                new MethodRule(
                    "connectionRequestCancelled", "()V", ADVICE + "ConnectionCancelled"))),
        TypeRule.marked(
            List.of(PRODUCER),
            List.of("org.apache.http.nio.protocol.HttpAsyncRequestProducer"),
            List.of(
                new MethodRule(
                    "generateRequest", "()Lorg/apache/http/HttpRequest;", ADVICE + "Generate"))),
        TypeRule.marked(
            List.of(CONSUMER),
            List.of("org.apache.http.nio.protocol.HttpAsyncResponseConsumer"),
            List.of(
                new MethodRule(
                    "responseReceived", "(Lorg/apache/http/HttpResponse;)V", ADVICE + "Response"),
                new MethodRule("failed", "(Ljava/lang/Exception;)V", ADVICE + "Failure"),
                new MethodRule("cancel", "()Z", ADVICE + "Cancel"))));
  }

  @Override
  public void install(ProbeContext context) {
    ClientCalls calls = ClientCalls.of(context);
    context.install(ProbeId.APACHE4_CLIENT, new Apache4Probe(calls));
    context.install(ProbeId.APACHE4_LEASE, new LeaseProbe(calls));
    context.install(
        ProbeId.APACHE4_POOL,
        ClientPools.of(context)
            .probe(
                new ConnectionManagers(
                    List.of(POOL, DEPRECATED_POOL, ASYNC_POOL),
                    "org.apache.http.pool.PoolStats",
                    "org.apache.http.conn.routing.HttpRoute",
                    "org.apache.http.HttpHost")));
    Apache4Leases leases =
        new Apache4Leases(
            calls, context.sideTable("http_apache4_leases", Apache4Leases.MAX_LEASES));
    context.install(ProbeId.APACHE4_ASYNC_LEASE, leases.new Look());
    context.install(ProbeId.APACHE4_ASYNC_NO_LEASE, leases.new Failure());
    Apache4Exchanges exchanges =
        new Apache4Exchanges(
            calls, context.sideTable("http_apache4_exchanges", Apache4Exchanges.MAX_EXCHANGES));
    context.install(ProbeId.APACHE4_ASYNC_CLIENT, exchanges.new Execute());
    context.install(ProbeId.APACHE4_ASYNC_REQUEST, exchanges.new Generate());
    context.install(ProbeId.APACHE4_ASYNC_RESPONSE, exchanges.new Response());
    context.install(ProbeId.APACHE4_ASYNC_FAILURE, exchanges.new Failure());
    context.install(ProbeId.APACHE4_ASYNC_NO_CONNECTION, exchanges.new NoConnection());
    context.install(ProbeId.APACHE4_ASYNC_CANCEL, exchanges.new Cancel());
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.APACHE4_CLIENT,
      ProbeId.APACHE4_LEASE,
      ProbeId.APACHE4_ASYNC_CLIENT,
      ProbeId.APACHE4_ASYNC_LEASE
    };
  }
}
