package io.sonde.agent.instrumentation.servlet;

import jakarta.servlet.http.HttpServlet;
import java.io.File;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** {@link Site} on Tomcat, under {@code /shop}; the supplier is its port. */
public final class TomcatSite implements IntSupplier, AutoCloseable {

  private final Tomcat tomcat = new Tomcat();
  private final Connector connector = new Connector();

  /** Starts the server. */
  public TomcatSite() throws LifecycleException {
    TomcatURLStreamHandlerFactory.disable();
    File directory = new File(System.getProperty("java.io.tmpdir"));
    tomcat.setBaseDir(new File(directory, "sonde-tomcat").getPath());
    connector.setPort(0);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("/shop", directory.getPath());
    int number = 0;
    for (Map.Entry<String, HttpServlet> entry : Site.servlets().entrySet()) {
      String name = "servlet-" + number++;
      Wrapper wrapper = Tomcat.addServlet(context, name, entry.getValue());
      wrapper.setAsyncSupported(true);
      context.addServletMappingDecoded(entry.getKey(), name);
    }
    addFilter(context, "first");
    addFilter(context, "second");
    for (int status : new int[] {404, 500, 503}) {
      ErrorPage page = new ErrorPage();
      page.setErrorCode(status);
      page.setLocation("/error");
      context.addErrorPage(page);
    }
    tomcat.start();
  }

  private static void addFilter(Context context, String name) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(name);
    definition.setFilterClass(Site.PassFilter.class.getName());
    definition.setFilter(new Site.PassFilter());
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName(name);
    map.addURLPattern("/*");
    for (String type : new String[] {"REQUEST", "ASYNC", "FORWARD", "INCLUDE", "ERROR"}) {
      map.setDispatcher(type);
    }
    context.addFilterMap(map);
  }

  @Override
  public int getAsInt() {
    return connector.getLocalPort();
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
