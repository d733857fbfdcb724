package io.sonde.host.messaging;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A Qpid broker that speaks AMQP 0-9-1 and keeps nothing, on the loopback interface, with the user
 * that clients of RabbitMQ assume; says {@code ready ADDRESS} on stdout. It has patience with
 * clients that load their classes between their connection and its first bytes.
 */
public final class QpidBroker {

  private static final String CONFIGURATION =
      """
      {
        "name" : "broker",
        "modelVersion" : "8.0",
        "context" : { "qpid.port.protocol_handshake_timeout" : "60000" },
        "authenticationproviders" : [ {
          "name" : "plain",
          "type" : "Plain",
          "secureOnlyMechanisms" : [ ],
          "users" : [ { "name" : "guest", "type" : "managed", "password" : "guest" } ]
        } ],
        "ports" : [ {
          "name" : "AMQP",
          "port" : %d,
          "bindingAddress" : "127.0.0.1",
          "protocols" : [ "AMQP_0_9_1" ],
          "authenticationProvider" : "plain",
          "virtualhostaliases" : [ { "name" : "defaultAlias", "type" : "defaultAlias" } ]
        } ],
        "virtualhostnodes" : [ {
          "name" : "default",
          "type" : "Memory",
          "defaultVirtualHostNode" : "true",
          "virtualHostInitialConfiguration" : "{\\"type\\": \\"Memory\\"}"
        } ]
      }
      """;

  private QpidBroker() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int port = Ports.free();
    Path file = folder.resolve("broker.json");
    Files.writeString(file, CONFIGURATION.formatted(port));
    System.setProperty("QPID_WORK", folder.toString());
    Class<?> type = Class.forName("org.apache.qpid.server.SystemLauncher");
    Object launcher = type.getConstructor().newInstance();
    Map<String, Object> attributes =
        Map.of(
            "type",
            "Memory",
            "initialConfigurationLocation",
            file.toUri().toString(),
            "startupLoggedToSystemOut",
            false);
    Object unused = type.getMethod("startup", Map.class).invoke(launcher, attributes);
    System.out.println("ready 127.0.0.1:" + port);
  }
}
