package io.sonde.host.embedded;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import java.net.InetSocketAddress;

/** Undertow. */
final class UndertowStart {

  private UndertowStart() {}

  static int port() throws Exception {
    DeploymentInfo site =
        Servlets.deployment()
            .setClassLoader(UndertowStart.class.getClassLoader())
            .setContextPath("/steady")
            .setDeploymentName("steady")
            .addServlet(Servlets.servlet("page", SteadyServlet.class).addMapping("/page"));
    DeploymentManager manager = Servlets.newContainer().addDeployment(site);
    manager.deploy();
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(0, "localhost")
            .setHandler(Handlers.path().addPrefixPath("/steady", manager.start()))
            .build();
    undertow.start();
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }
}
