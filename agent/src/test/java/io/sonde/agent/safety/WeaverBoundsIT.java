package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Woven code asks nothing of the host's objects, and its own failures never reach the host. */
final class WeaverBoundsIT {

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private String classPath() {
    return folder
        + File.pathSeparator
        + HostRun.programs()
        + HostRun.libraries("h2-", "tomcat-", "jspecify-");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void hostileObjects_areMeasuredAndNeverAsked(Jdk jdk) throws IOException {
    for (Class<?> type :
        List.of(HostileStatement.class, HostileConnection.class, HostileDataSource.class)) {
      // the dozens of methods that the test is not about
      new ByteBuddy()
          .subclass(type)
          .name(type.getName() + HostileObjects.COMPLETED)
          .modifiers(Visibility.PUBLIC)
          .method(ElementMatchers.isAbstract())
          .intercept(StubMethod.INSTANCE)
          .make()
          .saveIn(folder.toFile());
    }
    Outcome plain = HostRun.on(jdk).main(classPath(), HostileObjects.class).end();
    assertThat(plain.exitCode()).as("%s", plain).isZero();
    assertThat(new String(plain.stdout(), StandardCharsets.UTF_8)).contains("Sonde: []");
    AtomicReference<Exposition> metrics = new AtomicReference<>(new Exposition(List.of()));
    HostRun.on(jdk)
        .with(HostRun.agent())
        .main(classPath(), HostileObjects.class)
        .endAfterSondeLine(line -> metrics.set(Exposition.of(HostRun.address(line))))
        .assertSameHostAs(plain);
    Exposition seen = metrics.get();
    assertThat(seen.sum("sonde_suppressed_errors_total")).isZero();
    // 4 executions, a commit and a rollback in each of 5 rounds
    assertThat(seen.sum("db_client_operation_duration_seconds_count")).isEqualTo(30);
    assertThat(seen.sum("executor_seconds_count")).isEqualTo(10);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void probes_throwingWhateverCanBeThrown_changeNothing(Jdk jdk) throws IOException {
    moveToHook(ThrowingProbe.class);
    Outcome plain = HostRun.on(jdk).main(classPath(), Chaos.class).end();
    assertThat(plain.exitCode()).as("%s", plain).isZero();
    Outcome agent =
        HostRun.on(jdk).with(HostRun.agent()).main(classPath(), Chaos.class).endAfterSondeLine();
    List<String> lines =
        new ArrayList<>(new String(agent.stdout(), StandardCharsets.UTF_8).lines().toList());
    assertThat(lines.remove(lines.size() - 1)).isEqualTo("suppressed true in probes, 0 in advice");
    assertThat(lines)
        .containsExactlyElementsOf(
            new String(plain.stdout(), StandardCharsets.UTF_8).lines().toList());
    assertThat(agent.exitCode()).isZero();
    // the start, and the breaker if it ticked before the end
    assertThat(agent.sondeLines().subList(1, agent.sondeLines().size()))
        .allMatch(line -> line.contains("errors of its own"));
  }

  /** Writes a class whose supertype is the probe as it is named at run time. */
  private void moveToHook(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/');
    try (InputStream in = type.getClassLoader().getResourceAsStream(name + ".class")) {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in.readAllBytes())
          .accept(
              new ClassRemapper(
                  writer,
                  new SimpleRemapper(
                      Opcodes.ASM9,
                      Map.of("io/sonde/bootstrap/SondeProbe", "java/lang/SondeProbe"))),
              0);
      Path file = folder.resolve(name + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, writer.toByteArray());
    }
  }
}
