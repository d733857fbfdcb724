package io.sonde.agent.matrix;

import io.sonde.agent.instrumentation.servlet.JavaxClasses;
import io.sonde.host.framework.JerseyOrders;
import io.sonde.host.framework.SpringOrders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      </beans>
      """;

  private final Age age;

  FrameworkWar(Age age) {
    this.age = age;
  }

  /** Jersey behind {@code /api/*}. */
  void jersey(Path file) throws IOException {
    try (ZipOutputStream zip = open(file, "jersey")) {
      type(zip, JerseyOrders.class);
      type(zip, JerseyOrders.Lines.class);
      String servlet = "org.glassfish.jersey.servlet.ServletContainer";
      String resources = "jersey.config.server.provider.classnames";
      webXml(zip, servlet("api", servlet, "/api/*", resources, JerseyOrders.class.getName()));
    }
  }

  /** Spring MVC behind {@code /app/*}, and once more behind {@code /}. */
  void spring(Path file) throws IOException {
    try (ZipOutputStream zip = open(file, "spring")) {
      type(zip, SpringOrders.class);
      String context = SPRING_CONTEXT.formatted(SpringOrders.class.getName());
      entry(zip, "WEB-INF/orders.xml", context.getBytes(StandardCharsets.UTF_8));
      String servlet = "org.springframework.web.servlet.DispatcherServlet";
      String at = "contextConfigLocation";
      webXml(
          zip,
          servlet("app", servlet, "/app/*", at, "/WEB-INF/orders.xml")
              + servlet("root", servlet, "/", at, "/WEB-INF/orders.xml"));
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
      String name, String type, String pattern, String parameter, String value) {
    List<String> lines =
        List.of(
            "<servlet><servlet-name>" + name + "</servlet-name>",
            "<servlet-class>" + type + "</servlet-class>",
            "<init-param><param-name>" + parameter + "</param-name>",
            "<param-value>" + value + "</param-value></init-param>",
            "<async-supported>true</async-supported></servlet>",
            "<servlet-mapping><servlet-name>" + name + "</servlet-name>",
            "<url-pattern>" + pattern + "</url-pattern></servlet-mapping>",
            "");
    return String.join("\n", lines);
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }
}
