package io.sonde.host.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** A request served, by every server that is on the class path. */
public final class SteadyServers {

  private SteadyServers() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() throws Exception {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    add(calls, "jdk", jdk());
    if (isPresent("org.apache.catalina.startup.Tomcat")) {
      add(calls, "tomcat", TomcatStart.port());
    }
    if (isPresent("org.eclipse.jetty.server.Server")) {
      add(calls, "jetty", JettyStart.port());
    }
    if (isPresent("io.undertow.Undertow")) {
      add(calls, "undertow", UndertowStart.port());
    }
    return calls;
  }

  private static boolean isPresent(String type) {
    try {
      Class.forName(type, false, SteadyServers.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private static void add(Map<String, Callable<Object>> calls, String name, int port) {
    Browser browser = new Browser(port);
    calls.put(name + ".request", browser::get);
  }

  private static int jdk() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext(
        "/steady",
        exchange -> {
          exchange.sendResponseHeaders(200, Browser.body().length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(Browser.body());
          }
        });
    server.start();
    return server.getAddress().getPort();
  }
}
