package io.sonde.agent.instrumentation.servlet;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.IntSupplier;

/** {@link Site} on Undertow, under {@code /shop}; the supplier is its port. */
public final class UndertowSite implements IntSupplier, AutoCloseable {

  private final DeploymentManager manager;
  private final Undertow undertow;

  /** Starts the server. */
  public UndertowSite() throws ServletException {
    DeploymentInfo site =
        Servlets.deployment()
            .setClassLoader(UndertowSite.class.getClassLoader())
            .setContextPath("/shop")
            .setDeploymentName("site");
    int number = 0;
    for (Map.Entry<String, HttpServlet> entry : Site.servlets().entrySet()) {
      site.addServlet(
          Servlets.servlet(
                  "servlet-" + number++,
                  entry.getValue().getClass(),
                  new ImmediateInstanceFactory<>(entry.getValue()))
              .addMapping(entry.getKey())
              .setAsyncSupported(true));
    }
    for (String name : new String[] {"first", "second"}) {
      site.addFilter(Servlets.filter(name, Site.PassFilter.class).setAsyncSupported(true));
      for (DispatcherType type : DispatcherType.values()) {
        site.addFilterUrlMapping(name, "/*", type);
      }
    }
    for (int status : new int[] {404, 500, 503}) {
      site.addErrorPage(Servlets.errorPage("/error", status));
    }
    manager = Servlets.newContainer().addDeployment(site);
    manager.deploy();
    PathHandler root = Handlers.path().addPrefixPath("/shop", manager.start());
    undertow = Undertow.builder().addHttpListener(0, "localhost").setHandler(root).build();
    undertow.start();
  }

  @Override
  public int getAsInt() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  public void close() throws ServletException {
    undertow.stop();
    manager.stop();
  }
}
