package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.truth.Truth;
import io.sonde.testapp.shop.work.EventHub;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.Globals;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * An embedded Tomcat on the loopback address with the shop's filters, to which servlets are mapped
 * before it starts.
 */
public final class ShopServer implements AutoCloseable {

  private static final String KEEP_ALIVE_MILLIS = "60000";

  /** Kept, because a logger without a strong reference forgets its level. */
  private static final List<Logger> QUIET_LOGGERS =
      List.of(Logger.getLogger("org.apache.catalina"), Logger.getLogger("org.apache.coyote"));

  /** Servlet exceptions are part of what the shop does; the client gets them as 500. */
  private static final Logger CONTAINER_LOGGER =
      Logger.getLogger("org.apache.catalina.core.ContainerBase.[Tomcat].[localhost].[/]");

  private final Tomcat tomcat = new Tomcat();
  private final Context context;
  private final Path directory;

  /**
   * Creates the server; it does not listen yet.
   *
   * @param port 0 for any free one
   */
  public ShopServer(int port, Truth truth, EventHub events) throws IOException {
    QUIET_LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
    directory = Files.createTempDirectory("shop");
    tomcat.setBaseDir(directory.toString());
    tomcat.setConnector(connector(port));
    tomcat.getHost().getPipeline().addValve(quietErrors());
    context = tomcat.addContext("", null);
    // After the context is there: adding it sets a level of its own.
    CONTAINER_LOGGER.setLevel(Level.OFF);
    keepReflectionOut((StandardContext) context);
    filter("requestCount", new RequestCountFilter(truth));
    filter("requestId", new RequestIdFilter());
    filter("access", new AccessFilter());
    map("/events", new EventsServlet(events));
    context.addServletContainerInitializer(new WsSci(), Set.of());
    context.addServletContainerInitializer(new LiveEndpoint.Installer(events), Set.of());
    map(LiveEndpoint.PATH, Endpoint.get(call -> Reply.error(426, "use a WebSocket")));
  }

  private static Connector connector(int port) {
    Connector connector = new Connector();
    connector.setPort(port);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setProperty("keepAliveTimeout", KEEP_ALIVE_MILLIS);
    return connector;
  }

  /**
   * Leaves out what Tomcat does against leaks between deployments: here the JVM ends with the
   * application.
   */
  private static void keepReflectionOut(StandardContext standard) {
    standard.setClearReferencesObjectStreamClassCaches(false);
    standard.setClearReferencesThreadLocals(false);
    standard.setClearReferencesRmiTargets(false);
  }

  private static ErrorReportValve quietErrors() {
    ErrorReportValve valve = new ErrorReportValve();
    valve.setShowReport(false);
    valve.setShowServerInfo(false);
    return valve;
  }

  private void filter(String name, Filter filter) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(name);
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName(name);
    mapping.addURLPattern("/*");
    mapping.setDispatcher(DispatcherType.REQUEST.name());
    context.addFilterMap(mapping);
  }

  /** Maps a servlet to one pattern. */
  void map(String pattern, Servlet servlet) {
    Wrapper wrapper = Tomcat.addServlet(context, pattern, servlet);
    wrapper.setAsyncSupported(true);
    context.addServletMapping(pattern, pattern);
  }

  /** Begins to listen. */
  public void start() throws LifecycleException {
    tomcat.start();
  }

  /** Returns where the server listens, without a slash at the end. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
  }

  @Override
  public void close() throws LifecycleException, IOException {
    tomcat.stop();
    tomcat.destroy();
    // Or the next server of this JVM would make the deleted directory again.
    System.clearProperty(Globals.CATALINA_HOME_PROP);
    System.clearProperty(Globals.CATALINA_BASE_PROP);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
