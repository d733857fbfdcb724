package io.sonde.host.messaging;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ActiveMQ Artemis broker that keeps nothing, on the loopback interface, without authentication;
 * says {@code ready ADDRESS} on stdout.
 */
public final class ArtemisBroker {

  private static final String CONFIGURATION =
      """
      <configuration xmlns="urn:activemq">
        <core xmlns="urn:activemq:core">
          <persistence-enabled>false</persistence-enabled>
          <security-enabled>false</security-enabled>
          <jmx-management-enabled>false</jmx-management-enabled>
          <paging-directory>%s</paging-directory>
          <acceptors>
            <acceptor name="clients">tcp://127.0.0.1:%d?protocols=CORE</acceptor>
          </acceptors>
        </core>
      </configuration>
      """;

  private ArtemisBroker() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int port = Ports.free();
    Path file = folder.resolve("broker.xml");
    Files.writeString(file, CONFIGURATION.formatted(folder.resolve("paging"), port));
    Class<?> type =
        Class.forName("org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ");
    Object broker = type.getConstructor().newInstance();
    Object unused =
        type.getMethod("setConfigResourcePath", String.class)
            .invoke(broker, file.toUri().toString());
    unused = type.getMethod("start").invoke(broker);
    System.out.println("ready tcp://127.0.0.1:" + port);
  }
}
