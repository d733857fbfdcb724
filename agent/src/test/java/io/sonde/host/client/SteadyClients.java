package io.sonde.host.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** A request and its response, by every HTTP client. */
public final class SteadyClients {

  private SteadyClients() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() throws Exception {
    Map<String, WebClient> clients = new LinkedHashMap<>();
    clients.put("apache4", Apache4Clients.usual());
    clients.put("apache4-minimal", Apache4Clients.minimal());
    clients.put("apache4-deprecated", Apache4Clients.deprecated());
    clients.put("apache4-async", Apache4Clients.async());
    clients.put("apache5", Apache5Clients.usual());
    clients.put("apache5-minimal", Apache5Clients.minimal());
    clients.put("apache5-async", Apache5Clients.async());
    clients.put("okhttp", OkHttpClients.executed());
    clients.put("okhttp-async", OkHttpClients.enqueued());
    clients.put("jetty-async", JettyClients.telling());
    clients.put("ahc-async", AhcClients.usual());
    clients.put("reactor-async", ReactorClients.usual());
    clients.put("connection", JdkClients.connections());
    clients.put("jdk", JdkClients.sending());
    clients.put("jdk-async", JdkClients.sendingAsync());
    String url = new SteadySite().url();
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    clients.forEach(
        (name, client) ->
            calls.put(
                name + ".get",
                () -> {
                  int status = client.send("GET", url, cancel -> {});
                  if (status != 200) {
                    throw new AssertionError(name + " got " + status);
                  }
                  return client;
                }));
    return calls;
  }
}
