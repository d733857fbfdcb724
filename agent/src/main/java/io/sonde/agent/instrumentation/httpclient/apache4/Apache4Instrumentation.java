package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import java.util.List;

/** Weaves Apache HttpClient 4. */
public final class Apache4Instrumentation implements Technology {

  private static final String EXECUTE =
      "io.sonde.agent.instrumentation.httpclient.apache4.Apache4Advice$Execute";

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
                    EXECUTE))));
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.APACHE4_CLIENT, new Apache4Probe(ClientCalls.of(context)));
  }
}
