package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Jdk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where there is too little memory for Sonde but enough for the host, the host runs, and no {@code
 * OutOfMemoryError} of ours trips the JVM's own reactions to one.
 */
final class LittleMemoryIT {

  private static final int[] HEAPS_MIB = {3, 6, 9, 12, 16, 20, 24, 32};

  static List<Arguments> heaps() {
    List<Arguments> heaps = new ArrayList<>();
    for (Jdk jdk : Jdk.all()) {
      for (int heapMib : HEAPS_MIB) {
        heaps.add(Arguments.of(jdk, heapMib));
      }
    }
    return heaps;
  }

  @ParameterizedTest
  @MethodSource("heaps")
  void host_withLittleHeap_runs(Jdk jdk, int heapMib) {
    String[] options = {"-Xmx" + heapMib + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"};
    Outcome plain = HostRun.on(jdk).with(options).main(Greeter.class, "7").end();
    assertThat(plain.exitCode()).as("the host alone").isEqualTo(7);
    HostRun.on(jdk)
        .with(options)
        .with(HostRun.agent())
        .main(Greeter.class, "7")
        .endAfterSondeLine()
        .assertSameHostAs(plain);
  }
}
