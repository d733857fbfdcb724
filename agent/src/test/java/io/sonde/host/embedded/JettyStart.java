package io.sonde.host.embedded;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty. */
final class JettyStart {

  private JettyStart() {}

  static int port() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/steady");
    context.addServlet(new ServletHolder(new SteadyServlet()), "/page");
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }
}
