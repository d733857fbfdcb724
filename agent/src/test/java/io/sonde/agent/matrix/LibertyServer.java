package io.sonde.agent.matrix;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Open Liberty with nothing but servlets and WebSockets: {@code server run} with {@code JVM_ARGS},
 * a user folder of its own. Its bundles are loaded by Equinox, which asks the boot loader for few
 * packages; nothing tells it of Sonde's.
 */
record LibertyServer(Age age) implements AppServer {

  private static final String NAME = "contract";

  @Override
  public String kind() {
    return "liberty";
  }

  @Override
  public List<Application> applications() {
    return List.of(new Application("contract", age == Age.OLDEST));
  }

  @Override
  public ForkedJvm start(Jdk jdk, Path base, int port, List<String> agents) throws IOException {
    Path server = Files.createDirectories(base.resolve("servers").resolve(NAME));
    Files.writeString(
        server.resolve("server.xml"),
        """
        <server>
          <featureManager><feature>%s</feature><feature>%s</feature></featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
        </server>
        """
            .formatted(
                age == Age.OLDEST ? "servlet-4.0" : "servlet-6.0",
                age == Age.OLDEST ? "websocket-1.1" : "websocket-2.1",
                port));
    for (Application application : applications()) {
      application.deployInto(server.resolve("dropins"), hasSockets());
    }
    return AppServer.script(jdk, Path.of("/bin/sh"))
        .env("JVM_ARGS", AppServer.options(agents))
        .env("WLP_USER_DIR", base.toString())
        .env("WLP_OUTPUT_DIR", null)
        .env("LOG_DIR", null)
        .run(home().resolve("bin").resolve("server").toString(), "run", NAME);
  }

  @Override
  public String version() {
    Path properties = home().resolve("lib").resolve("versions").resolve("openliberty.properties");
    String name = "com.ibm.websphere.productVersion=";
    try {
      return Files.readAllLines(properties).stream()
          .filter(line -> line.startsWith(name))
          .findFirst()
          .orElseThrow()
          .substring(name.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String golden() {
    return folder();
  }

  @Override
  public String dispatchError(Application application) {
    return "com.ibm.ws.webcontainer.webapp.WebAppErrorReport";
  }

  @Override
  public String ready() {
    return ".*CWWKF0011I.*";
  }

  @Override
  public String stopped() {
    return ".*CWWKE0036I.*";
  }

  @Override
  public String title() {
    return "Open Liberty";
  }

  @Override
  public String toString() {
    return folder();
  }
}
