package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.LeaseProbe;
import java.util.List;

/** Weaves Apache HttpClient 4. */
public final class Apache4Instrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.httpclient.apache4.Apache4Advice$";

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
            List.of("org.apache.http.impl.conn.PoolingHttpClientConnectionManager"),
            List.of(
                new MethodRule(
                    "leaseConnection",
                    "(Ljava/util/concurrent/Future;JLjava/util/concurrent/TimeUnit;)"
                        + "Lorg/apache/http/HttpClientConnection;",
                    ADVICE + "Lease"))));
  }

  @Override
  public void install(ProbeContext context) {
    ClientCalls calls = ClientCalls.of(context);
    context.install(ProbeId.APACHE4_CLIENT, new Apache4Probe(calls));
    context.install(ProbeId.APACHE4_LEASE, new LeaseProbe(calls));
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.APACHE4_CLIENT, ProbeId.APACHE4_LEASE};
  }
}
