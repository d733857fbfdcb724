package io.sonde.agent.start;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The version of this build, written into a resource by the build. */
final class Version {

  private static final String RESOURCE = "io/sonde/agent/version.properties";

  private Version() {}

  static String current() {
    try (@Nullable InputStream in = Version.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
