package io.sonde.host.embedded;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Tomcat, Jetty and Undertow, each with one thread that serves requests. */
public final class OneWorker {

  /** What it says when all of them serve. */
  public static final String READY = "ready";

  private OneWorker() {}

  /** Starts them and says their ports, each in a line with its name. */
  public static void main(String[] args) throws Exception {
    System.out.println("tomcat " + tomcat());
    System.out.println("jetty " + jetty());
    System.out.println("undertow " + undertow());
    System.out.println(READY);
    new CountDownLatch(1).await();
  }

  private static int tomcat() throws Exception {
    File directory = Files.createTempDirectory("tomcat").toFile();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.getPath());
    Connector connector = new Connector();
    connector.setPort(0);
    boolean most = connector.setProperty("maxThreads", "1");
    boolean least = connector.setProperty("minSpareThreads", "1");
    if (!most || !least) {
      throw new IllegalStateException("not one thread");
    }
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("/tomcat", directory.getPath());
    Object ignored = Tomcat.addServlet(context, "body", new BodyServlet());
    context.addServletMappingDecoded("/body", "body");
    tomcat.start();
    return connector.getLocalPort();
  }

  /** Besides the one, there is a thread that accepts and one that selects. */
  private static int jetty() throws Exception {
    QueuedThreadPool pool = new QueuedThreadPool(3, 3);
    pool.setReservedThreads(0);
    Server server = new Server(pool);
    ServerConnector connector = new ServerConnector(server, 1, 1);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/jetty");
    context.addServlet(new ServletHolder(new BodyServlet()), "/body");
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  private static int undertow() throws Exception {
    DeploymentManager manager =
        Servlets.newContainer()
            .addDeployment(
                Servlets.deployment()
                    .setClassLoader(OneWorker.class.getClassLoader())
                    .setContextPath("/undertow")
                    .setDeploymentName("undertow")
                    .addServlet(Servlets.servlet("body", BodyServlet.class).addMapping("/body")));
    manager.deploy();
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(0, "localhost")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setHandler(Handlers.path().addPrefixPath("/undertow", manager.start()))
            .build();
    undertow.start();
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }
}
