package io.sonde.agent.matrix;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * WildFly, its servlet distribution as long as there was one: {@code standalone.sh} with {@code
 * JAVA_OPTS}, a base folder of its own. Its classes are loaded by JBoss Modules; nothing tells it
 * of Sonde's packages.
 */
record WildFlyServer(Age age) implements AppServer {

  @Override
  public String kind() {
    return "wildfly";
  }

  @Override
  public List<Application> applications() {
    return List.of(new Application("contract", age == Age.OLDEST));
  }

  /** The oldest sets a security policy, which no later JDK allows. */
  @Override
  public boolean runsOn(Jdk jdk) {
    return age == Age.NEWEST || jdk.feature() < 24;
  }

  @Override
  public ForkedJvm start(Jdk jdk, Path base, int port, List<String> agents) throws IOException {
    AppServer.copy(
        home().resolve("standalone").resolve("configuration"), base.resolve("configuration"));
    Path deployments = Files.createDirectory(base.resolve("deployments"));
    for (Application application : applications()) {
      application.deployInto(deployments, hasSockets());
    }
    return AppServer.script(jdk, Path.of("/bin/sh"))
        .env("JAVA_OPTS", AppServer.options(agents) + " -Djava.net.preferIPv4Stack=true")
        .env("JBOSS_HOME", null)
        .env("LAUNCH_JBOSS_IN_BACKGROUND", "1")
        .run(
            home().resolve("bin").resolve("standalone.sh").toString(),
            "-Djboss.server.base.dir=" + base,
            "-Djboss.http.port=" + port,
            "-Djboss.https.port=" + AppServer.freePort(),
            "-Djboss.management.http.port=" + AppServer.freePort());
  }

  @Override
  public String golden() {
    return folder();
  }

  @Override
  public String dispatchError(Application application) {
    return "java.lang.IllegalStateException";
  }

  @Override
  public String ready() {
    return ".*WFLYSRV0025.*";
  }

  @Override
  public String stopped() {
    return ".*WFLYSRV0050.*";
  }

  @Override
  public String title() {
    return "WildFly";
  }

  @Override
  public String toString() {
    return folder();
  }
}
