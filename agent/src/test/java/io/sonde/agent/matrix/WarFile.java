package io.sonde.agent.matrix;

import io.sonde.agent.instrumentation.servlet.JavaxClasses;
import io.sonde.host.web.ContractServlet;
import io.sonde.host.web.EchoDeployment;
import io.sonde.host.web.EchoEndpoint;
import io.sonde.host.web.GateFilter;
import io.sonde.host.web.PassFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The web application of {@link ContractServlet} as a WAR, for one of the two servlet APIs. */
final class WarFile {

  /** Static, served by the container itself. */
  static final String PAGE = "static.txt";

  private static final List<Class<?>> CLASSES =
      List.of(ContractServlet.class, PassFilter.class, GateFilter.class);

  private static final List<Class<?>> SOCKET_CLASSES = classesOfSockets();

  /** What says of a {@code web.xml} that it is for the older API. */
  static final String JAVAX = "xmlns=\"http://xmlns.jcp.org/xml/ns/javaee\" version=\"3.1\"";

  /** What says of a {@code web.xml} that it is for the newer API. */
  static final String JAKARTA = "xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"5.0\"";

  private WarFile() {}

  private static List<Class<?>> classesOfSockets() {
    List<Class<?>> classes = new ArrayList<>(List.of(EchoDeployment.class, EchoEndpoint.class));
    for (int i = 1; i <= 2; i++) {
      try {
        // the handlers in it
        classes.add(Class.forName(EchoEndpoint.class.getName() + "$" + i));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return classes;
  }

  /**
   * Writes it.
   *
   * @param sockets whether the server has WebSockets, so that there is an endpoint too
   */
  static void write(Path file, boolean javax, boolean sockets) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      List<Class<?>> classes = new ArrayList<>(CLASSES);
      if (sockets) {
        classes.addAll(SOCKET_CLASSES);
      }
      for (Class<?> type : classes) {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
          byte[] bytes = in.readAllBytes();
          entry(zip, "WEB-INF/classes/" + path, javax ? JavaxClasses.of(bytes) : bytes);
        }
      }
      entry(zip, "WEB-INF/web.xml", webXml(javax, sockets).getBytes(StandardCharsets.UTF_8));
      entry(zip, PAGE, "static".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  /** Half of the servlets have a filter before them, so that both kinds are outermost. */
  private static String webXml(boolean javax, boolean sockets) {
    StringBuilder xml = new StringBuilder();
    xml.append("<web-app ").append(javax ? JAVAX : JAKARTA);
    xml.append(" metadata-complete=\"true\">\n");
    if (sockets) {
      xml.append("<listener><listener-class>").append(EchoDeployment.class.getName());
      xml.append("</listener-class></listener>\n");
    }
    filter(xml, "pass", PassFilter.class, "/status/*", "/forward", "/page");
    filter(xml, "gate", GateFilter.class, "/gate/*");
    servlet(xml, "status", "/status/*");
    servlet(xml, "throw", "/throw/*");
    servlet(xml, "delay", "/delay");
    servlet(xml, "forward", "/forward");
    servlet(xml, "include", "/include");
    servlet(xml, "page", "/page", "*.do");
    servlet(xml, "async", "/async/*");
    servlet(xml, "events", "/events/*");
    servlet(xml, "release", "/release");
    for (int status : new int[] {404, 500}) {
      xml.append("<error-page><error-code>").append(status);
      xml.append("</error-code><location>/page</location></error-page>\n");
    }
    return xml.append("</web-app>\n").toString();
  }

  private static void filter(StringBuilder xml, String name, Class<?> type, String... patterns) {
    xml.append("<filter><filter-name>").append(name);
    xml.append("</filter-name><filter-class>").append(type.getName());
    xml.append("</filter-class><async-supported>true</async-supported></filter>\n");
    for (String pattern : patterns) {
      xml.append("<filter-mapping><filter-name>").append(name);
      xml.append("</filter-name><url-pattern>").append(pattern).append("</url-pattern>");
      for (String dispatcher : new String[] {"REQUEST", "FORWARD", "INCLUDE", "ERROR", "ASYNC"}) {
        xml.append("<dispatcher>").append(dispatcher).append("</dispatcher>");
      }
      xml.append("</filter-mapping>\n");
    }
  }

  private static void servlet(StringBuilder xml, String name, String... patterns) {
    xml.append("<servlet><servlet-name>").append(name).append("</servlet-name><servlet-class>");
    xml.append(ContractServlet.class.getName());
    xml.append("</servlet-class><async-supported>true</async-supported></servlet>\n");
    for (String pattern : patterns) {
      xml.append("<servlet-mapping><servlet-name>").append(name);
      xml.append("</servlet-name><url-pattern>").append(pattern);
      xml.append("</url-pattern></servlet-mapping>\n");
    }
  }
}
