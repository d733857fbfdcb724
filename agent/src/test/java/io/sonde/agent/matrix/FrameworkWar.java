package io.sonde.agent.matrix;

import io.sonde.agent.instrumentation.servlet.JavaxClasses;
import io.sonde.host.framework.RestOrders;
import io.sonde.host.framework.SpringOrders;
import io.sonde.host.framework.SpringTalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A web application of a framework as a WAR with the framework's jars in it: of {@code javax} with
 * the oldest version, of {@code jakarta} with the newest.
 */
final class FrameworkWar {

  private static final String SPRING_CONTEXT =
      """
      <beans xmlns="http://www.springframework.org/schema/beans"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.springframework.org/schema/beans
              http://www.springframework.org/schema/beans/spring-beans.xsd">
        <bean class="org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping"/>
        <bean class="org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter"/>
        <bean class="%s"/>
        <bean class="org.springframework.web.servlet.mvc.HttpRequestHandlerAdapter"/>
        <bean id="talk" class="org.springframework.web.socket.server.support.WebSocketHttpRequestHandler">
          <constructor-arg>
            <bean class="%s"/>
          </constructor-arg>
        </bean>
        <bean class="org.springframework.web.servlet.handler.SimpleUrlHandlerMapping">
          <property name="mappings">
            <props><prop key="/talk/*">talk</prop></props>
          </property>
        </bean>
      </beans>
      """;

  private final Age age;

  FrameworkWar(Age age) {
    this.age = age;
  }

  /** Jersey behind {@code /api/*}. */
  void jersey(Path file) throws IOException {
    rest(
        file,
        "jersey",
        "org.glassfish.jersey.servlet.ServletContainer",
        Map.of("jersey.config.server.provider.classnames", RestOrders.class.getName()));
  }

  /** RESTEasy behind {@code /api/*}. */
  void resteasy(Path file) throws IOException {
    rest(
        file,
        "resteasy",
        "org.jboss.resteasy.plugins.server.servlet.HttpServletDispatcher",
        Map.of(
            "resteasy.resources",
            RestOrders.class.getName(),
            "resteasy.servlet.mapping.prefix",
            "/api"));
  }

  /** CXF behind {@code /api/*}, its endpoint at {@code /v1}. */
  void cxf(Path file) throws IOException {
    rest(
        file,
        "cxf",
        "org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet",
        Map.of("jaxrs.serviceClasses", RestOrders.class.getName(), "jaxrs.address", "/v1"));
  }

  private void rest(Path file, String kind, String servlet, Map<String, String> parameters)
      throws IOException {
    try (ZipOutputStream zip = open(file, kind)) {
      type(zip, RestOrders.class);
      type(zip, RestOrders.Lines.class);
      webXml(zip, servlet("api", servlet, "/api/*", parameters));
    }
  }

  /** Spring MVC behind {@code /app/*}, and once more behind {@code /}. */
  void spring(Path file) throws IOException {
    try (ZipOutputStream zip = open(file, "spring")) {
      type(zip, SpringOrders.class);
      type(zip, SpringTalk.class);
      String context =
          SPRING_CONTEXT.formatted(SpringOrders.class.getName(), SpringTalk.class.getName());
      entry(zip, "WEB-INF/orders.xml", context.getBytes(StandardCharsets.UTF_8));
      String servlet = "org.springframework.web.servlet.DispatcherServlet";
      Map<String, String> at = Map.of("contextConfigLocation", "/WEB-INF/orders.xml");
      webXml(zip, servlet("app", servlet, "/app/*", at) + servlet("root", servlet, "/", at));
    }
  }

  private ZipOutputStream open(Path file, String kind) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Path jar : Libraries.jars(kind, age)) {
      entry(zip, "WEB-INF/lib/" + jar.getFileName(), Files.readAllBytes(jar));
    }
    return zip;
  }

  private void type(ZipOutputStream zip, Class<?> type) throws IOException {
    String path = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
      byte[] bytes = in.readAllBytes();
      entry(zip, "WEB-INF/classes/" + path, age == Age.OLDEST ? JavaxClasses.of(bytes) : bytes);
    }
  }

  /** Without fragments: their initializers would look through all classes for more applications. */
  private void webXml(ZipOutputStream zip, String servlets) throws IOException {
    String text =
        "<web-app "
            + (age == Age.OLDEST ? WarFile.JAVAX : WarFile.JAKARTA)
            + " metadata-complete=\"true\">\n<absolute-ordering/>\n"
            + servlets
            + "</web-app>\n";
    entry(zip, "WEB-INF/web.xml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static String servlet(
      String name, String type, String pattern, Map<String, String> parameters) {
    StringBuilder xml = new StringBuilder();
    xml.append("<servlet><servlet-name>").append(name).append("</servlet-name>\n<servlet-class>");
    xml.append(type).append("</servlet-class>\n");
    for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
      xml.append("<init-param><param-name>").append(parameter.getKey());
      xml.append("</param-name><param-value>").append(parameter.getValue());
      xml.append("</param-value></init-param>\n");
    }
    xml.append("<async-supported>true</async-supported></servlet>\n");
    xml.append("<servlet-mapping><servlet-name>").append(name).append("</servlet-name>\n");
    return xml.append("<url-pattern>")
        .append(pattern)
        .append("</url-pattern></servlet-mapping>\n")
        .toString();
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
