package io.sonde.agent.matrix;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.nio.file.Path;

/** A real message broker in a JVM of its own, without Sonde. */
final class RunningBroker implements AutoCloseable {

  private static final String READY = "ready ";

  private final ForkedJvm jvm;

  private RunningBroker(ForkedJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * Starts a broker, and does not wait for it.
   *
   * @param libraries the folder of its jars
   * @param program starts it in a folder, its argument, and says {@code ready ADDRESS}
   * @param folder an empty one
   */
  static RunningBroker start(String libraries, Class<?> program, Path folder) {
    return new RunningBroker(
        ForkedJvm.on(Jdk.all().get(0))
            .jvm("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .classPath(Libraries.classPath(libraries))
            .run(program, folder.toString()));
  }

  /** Where clients find it; waits until it is ready. */
  String address() {
    return jvm.awaitStdout(line -> line.startsWith(READY)).substring(READY.length());
  }

  @Override
  public void close() {
    jvm.close();
  }
}
