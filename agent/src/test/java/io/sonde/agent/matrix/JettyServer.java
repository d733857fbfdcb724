package io.sonde.agent.matrix;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Jetty: {@code java -jar start.jar} in a base folder of its own. */
record JettyServer(int major, Age age) implements AppServer {

  @Override
  public String kind() {
    return "jetty-" + major;
  }

  /** Jetty 12 runs all editions of the API side by side, those for EE 11 from 12.1 on. */
  @Override
  public List<Application> applications() {
    if (major < 12) {
      return List.of(new Application("contract", major < 11));
    }
    List<Application> editions = new ArrayList<>();
    editions.add(new Application("ee8", true));
    editions.add(new Application("ee9", false));
    editions.add(new Application("ee10", false));
    if (age == Age.NEWEST) {
      editions.add(new Application("ee11", false));
    }
    return editions;
  }

  /**
   * The first versions of 10 and 11 do not start with the module that has WebSockets; that of 9.4
   * reads no classes of current compilers, when it looks for endpoints.
   */
  @Override
  public boolean hasSockets() {
    return major == 12 || age == Age.NEWEST;
  }

  /** What sets it in Jetty 12 is below the older editions of the API, and unknown to them. */
  @Override
  public int handshakeStatus(Application application) {
    return application.path().equals("ee8") || application.path().equals("ee9") ? 200 : 101;
  }

  @Override
  public ForkedJvm start(Jdk jdk, Path base, int port, List<String> agents) throws IOException {
    List<String> modules = new ArrayList<>(List.of("--module=http"));
    Path webapps = base.resolve("webapps");
    for (Application application : applications()) {
      application.deployInto(webapps, hasSockets());
      String edition = major < 12 ? "" : application.path() + "-";
      modules.add("--module=" + edition + "deploy");
      if (hasSockets()) {
        String api = major == 9 ? "" : application.javax() ? "-javax" : "-jakarta";
        modules.add("--module=" + edition + "websocket" + api);
      }
      if (major >= 12) {
        Files.writeString(
            webapps.resolve(application.path() + ".properties"),
            "environment=" + application.path() + "\n");
      }
    }
    Files.write(base.resolve("start.ini"), modules);
    Files.createDirectory(base.resolve("resources"));
    Files.createDirectory(base.resolve("work"));
    return ForkedJvm.on(jdk)
        .in(base.toFile())
        .together()
        .jvm(agents.toArray(String[]::new))
        .run(
            "-jar",
            home().resolve("start.jar").toString(),
            "jetty.http.host=127.0.0.1",
            "jetty.server.stopAtShutdown=true",
            "jetty.http.port=" + port);
  }

  @Override
  public String golden() {
    return folder();
  }

  @Override
  public String dispatchError(Application application) {
    return "500";
  }

  @Override
  public String ready() {
    return ".*Started (.* )?@\\d+ms";
  }

  @Override
  public String stopped() {
    return ".*Stopped .*";
  }

  @Override
  public String title() {
    return "Jetty " + major;
  }

  @Override
  public String toString() {
    return folder();
  }
}
