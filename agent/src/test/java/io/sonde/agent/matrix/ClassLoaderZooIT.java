package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An application whose driver, pool and HTTP client are behind one kind of class loader, to which
 * nobody said anything of Sonde, is measured exactly: with the agent on the command line, and
 * attached.
 */
class ClassLoaderZooIT {

  private static final int ROUNDS = 2;

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    List<Arguments> all = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      for (Habitat habitat : Habitat.values()) {
        all.add(Arguments.of(jdk, habitat));
      }
    }
    return all.stream();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("matrix")
  void calls_behindTheLoader_areCountedExactly(Jdk jdk, Habitat habitat) throws IOException {
    try (ForkedJvm application = habitat.start(ForkedJvm.on(jdk).sonde(), jdk, folder)) {
      String sonde = application.awaitSonde();
      assertThat(application.awaitStdout(line -> line.startsWith("loader ")))
          .isEqualTo("loader " + habitat.loader());
      for (int round = 1; round <= ROUNDS; round++) {
        ZooCounts.round(application, round);
      }
      assertExact(sonde, application, ROUNDS);
    }
    ForkedJvm.Description plain = ForkedJvm.on(jdk).jvm("-XX:+EnableDynamicAgentLoading");
    try (ForkedJvm application = habitat.start(plain, jdk, folder)) {
      // all classes are loaded when Sonde comes
      ZooCounts.round(application, 1);
      String sonde = ZooCounts.attach(jdk, application);
      for (int round = 2; round <= ROUNDS + 1; round++) {
        ZooCounts.round(application, round);
      }
      assertExact(sonde, application, ROUNDS);
    }
  }

  private static void assertExact(String sonde, ForkedJvm application, int rounds) {
    ZooCounts expected = ZooCounts.afterRounds(rounds);
    Exposition metrics = ZooCounts.settled(sonde, application, expected);
    assertThat(ZooCounts.of(metrics, application)).as("%s", application).isEqualTo(expected);
    assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
    assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
    assertThat(metrics.sum("sonde_overflow_total")).isZero();
    assertThat(application.stderr()).doesNotContain("Error", "Exception");
  }
}
