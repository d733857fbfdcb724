package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JvmGateTest {

  private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";

  @ParameterizedTest
  @CsvSource({
    "17,Linux,amd64,LINUX_X64",
    "27,Linux,aarch64,LINUX_ARM64",
    "21,Mac OS X,aarch64,MACOS",
    "25,Mac OS X,x86_64,MACOS"
  })
  void refusal_supportedJvm_isNull(int version, String os, String arch, NativeLibrary library) {
    JvmGate gate = new JvmGate(HOTSPOT, version, os, arch);

    assertThat(gate.refusal()).isNull();
    assertThat(gate.library()).isEqualTo(library);
  }

  @Test
  void refusal_newerThanTheBundledVersionNames_saysWhichAreSupported() {
    assertThat(new JvmGate(HOTSPOT, 28, "Linux", "amd64").refusal())
        .isEqualTo(
            "Java 28 is not among the versions that async-profiler 4.5 supports (17 to 27);"
                + " use one of those or a newer agent");
  }

  @Test
  void refusal_otherJvm_namesIt() {
    assertThat(new JvmGate("Eclipse OpenJ9 VM", 21, "Linux", "amd64").refusal())
        .contains("Eclipse OpenJ9 VM")
        .contains("HotSpot");
  }

  @ParameterizedTest
  @CsvSource({"Windows 11,amd64", "Linux,riscv64", "AIX,ppc64"})
  void refusal_otherPlatform_namesIt(String os, String arch) {
    assertThat(new JvmGate(HOTSPOT, 21, os, arch).refusal()).contains(os + " on " + arch);
  }
}
