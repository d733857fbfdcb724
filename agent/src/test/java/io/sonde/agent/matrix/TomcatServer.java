package io.sonde.agent.matrix;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tomcat: {@code catalina.sh run} with {@code CATALINA_OPTS}, an instance of its own. */
record TomcatServer(int major, Age age) implements AppServer {

  @Override
  public String kind() {
    return "tomcat-" + major;
  }

  @Override
  public List<Application> applications() {
    return List.of(new Application("contract", major < 10));
  }

  @Override
  public ForkedJvm start(Jdk jdk, Path base, int port, List<String> agents) throws IOException {
    layOut(base, port);
    for (Application application : applications()) {
      application.deployInto(base.resolve("webapps"), hasSockets());
    }
    return run(jdk, base, agents);
  }

  /** Makes an instance in an empty folder; what is in its {@code webapps} will be deployed. */
  void layOut(Path base, int port) throws IOException {
    Path conf = base.resolve("conf");
    AppServer.copy(home().resolve("conf"), conf);
    Path server = conf.resolve("server.xml");
    Files.writeString(
        server,
        Files.readString(server)
            .replace("port=\"8005\"", "port=\"-1\"")
            .replace("port=\"8080\"", "port=\"" + port + "\""));
    for (String folder : List.of("logs", "temp", "work")) {
      Files.createDirectory(base.resolve(folder));
    }
  }

  /**
   * Starts an instance.
   *
   * @param agents options of its JVM
   */
  ForkedJvm run(Jdk jdk, Path base, List<String> agents) {
    return AppServer.script(jdk, Path.of("/bin/sh"))
        .env("CATALINA_HOME", home().toString())
        .env("CATALINA_BASE", base.toString())
        .env("CATALINA_OPTS", AppServer.options(agents))
        .env("JAVA_OPTS", null)
        .run(home().resolve("bin").resolve("catalina.sh").toString(), "run");
  }

  @Override
  public String dispatchError(Application application) {
    return application.api() + ".ServletException";
  }

  @Override
  public String ready() {
    return ".*Server startup in .*";
  }

  @Override
  public String stopped() {
    return ".*Destroying ProtocolHandler .*";
  }

  @Override
  public String title() {
    return "Tomcat " + major;
  }

  @Override
  public String toString() {
    return folder();
  }
}
