package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runtime images that lack what Sonde needs: the host runs, and a feature or all of Sonde is off.
 */
final class SmallRuntimesIT {

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private String image(Jdk jdk, String modules) {
    Path image = folder.resolve(modules.replace(',', '-'));
    Outcome linked =
        HostRun.of(jdk.tool("jlink").toString())
            .with("--add-modules", modules, "--output", image.toString())
            .end();
    assertThat(linked.exitCode()).as("%s", linked).isZero();
    return image.resolve("bin").resolve("java").toString();
  }

  private static Outcome run(String java, String... options) {
    return HostRun.of(java).with(options).main(Greeter.class, "7").endAfterSondeLine();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void image_withoutHttpServer_runsTheHost(Jdk jdk) {
    String java = image(jdk, "java.instrument,java.management,java.net.http,java.sql,jdk.jfr");
    Outcome plain = HostRun.of(java).main(Greeter.class, "7").end();
    assertThat(plain.exitCode()).isEqualTo(7);
    Outcome agent = run(java, HostRun.agent()).assertSameHostAs(plain);
    assertThat(agent.sondeLine()).contains("endpoint is off").contains("jdk.httpserver");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void image_withBaseAndInstrumentOnly_runsTheHost(Jdk jdk) {
    String java = image(jdk, "java.base,java.instrument");
    Outcome plain = HostRun.of(java).main(Greeter.class, "7").end();
    assertThat(plain.exitCode()).isEqualTo(7);
    run(java, HostRun.agent()).assertSameHostAs(plain);
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void image_withHttpServerOnly_runsTheHostAndMeasures(Jdk jdk) {
    String java = image(jdk, "java.instrument,jdk.httpserver");
    Outcome plain = HostRun.of(java).main(Greeter.class, "7").end();
    Outcome agent = run(java, "-javaagent:" + ForkedJvm.agentJar() + "=port=0");
    agent.assertSameHostAs(plain);
    assertThat(agent.sondeLine()).contains("on http://");
  }

  /** The one module that the JVM itself asks for, before it loads any agent. */
  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void image_withoutInstrument_isRefusedByTheJvmWhichNamesTheModule(Jdk jdk) {
    String java = image(jdk, "java.base");
    Outcome refused = HostRun.of(java).with(HostRun.agent()).main(Greeter.class, "7").end();
    assertThat(refused.exitCode()).isNotEqualTo(7).isNotZero();
    assertThat(new String(refused.stdout(), StandardCharsets.UTF_8) + refused.stderr())
        .contains("Module java.instrument may be missing from runtime image");
  }
}
