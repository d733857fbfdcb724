package io.sonde.host.embedded;

import java.io.File;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat. */
final class TomcatStart {

  private TomcatStart() {}

  static int port() throws Exception {
    File directory = new File(System.getProperty("java.io.tmpdir"));
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(new File("tomcat").getAbsolutePath());
    Connector connector = new Connector();
    connector.setPort(0);
    // the thousands of requests are one browser's
    boolean unused = connector.setProperty("maxKeepAliveRequests", "-1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("/steady", directory.getPath());
    Object ignored = Tomcat.addServlet(context, "page", new SteadyServlet());
    context.addServletMappingDecoded("/page", "page");
    tomcat.start();
    return connector.getLocalPort();
  }
}
