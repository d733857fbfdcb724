package io.sonde.agent.instrumentation.executor;

import io.sonde.host.executor.LawProgram;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the programs are that forked tests run. */
final class HostClasses {

  private HostClasses() {}

  /** The folder of test classes alone: the tests' own class path holds Sonde a second time. */
  static String path() {
    try {
      return Path.of(LawProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
