package io.sonde.agent.attach;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;

/** Starts the programs that are attached to, with nothing of Sonde on their class path. */
final class Programs {

  private Programs() {}

  /** The folder of the compiled tests. */
  static Path classes() {
    return location(Programs.class);
  }

  private static Path location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a program needs: its own class and H2. */
  static String classPath() {
    return classes() + File.pathSeparator + location(org.h2.Driver.class);
  }

  /** A JVM that prints none of its own warnings about attaching. */
  static ForkedJvm.Description on(Jdk jdk) {
    return ForkedJvm.on(jdk)
        .jvm("-XX:+EnableDynamicAgentLoading", "-Xmx256m")
        .classPath(classPath());
  }

  /** A program under load that has begun its work. */
  static ForkedJvm busy(Jdk jdk) {
    return running(on(jdk).run(BusyProgram.class));
  }

  static ForkedJvm running(ForkedJvm program) {
    program.awaitStdout(line -> line.equals("running"));
    return program;
  }
}
