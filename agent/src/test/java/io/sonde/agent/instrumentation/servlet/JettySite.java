package io.sonde.agent.instrumentation.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.IntSupplier;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** {@link Site} on Jetty, under {@code /shop}; the supplier is its port. */
public final class JettySite implements IntSupplier, AutoCloseable {

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  /** Starts the server. */
  public JettySite() throws Exception {
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/shop");
    for (Map.Entry<String, HttpServlet> entry : Site.servlets().entrySet()) {
      ServletHolder holder = new ServletHolder(entry.getValue());
      holder.setAsyncSupported(true);
      context.addServlet(holder, entry.getKey());
    }
    for (int i = 0; i < 2; i++) {
      FilterHolder filter = new FilterHolder(new Site.PassFilter());
      filter.setAsyncSupported(true);
      context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    }
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    for (int status : new int[] {404, 500, 503}) {
      errors.addErrorPage(status, "/error");
    }
    context.setErrorHandler(errors);
    server.setHandler(context);
    server.start();
  }

  @Override
  public int getAsInt() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
