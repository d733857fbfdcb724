package io.sonde.host.messaging;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A Kafka broker that is its own controller, in a folder that it is given, without authentication,
 * on the loopback interface; says {@code ready ADDRESS} on stdout.
 */
public final class KafkaBroker {

  private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg";

  private KafkaBroker() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int port = Ports.free();
    int controllerPort = Ports.free();
    Properties properties = properties(folder, port, controllerPort);
    Path file = folder.resolve("server.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    format(file);
    start(properties);
    System.out.println("ready 127.0.0.1:" + port);
  }

  private static Properties properties(Path folder, int port, int controllerPort) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", folder.resolve("log").toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("log.cleaner.enable", "false");
    return properties;
  }

  private static void format(Path file) throws Exception {
    Method execute =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class);
    String[] arguments = {"format", "-t", CLUSTER, "-c", file.toString()};
    Object code = execute.invoke(null, arguments, System.out);
    if (!Integer.valueOf(0).equals(code)) {
      throw new IllegalStateException("format ends with " + code);
    }
  }

  private static void start(Properties properties) throws Exception {
    Class<?> configType = Class.forName("kafka.server.KafkaConfig");
    Object config = configType.getMethod("fromProps", Properties.class).invoke(null, properties);
    Class<?> timeType = Class.forName("org.apache.kafka.common.utils.Time");
    Object time = timeType.getField("SYSTEM").get(null);
    Class<?> serverType = Class.forName("kafka.server.KafkaRaftServer");
    Object server = serverType.getConstructor(configType, timeType).newInstance(config, time);
    Object unused = serverType.getMethod("startup").invoke(server);
  }
}
