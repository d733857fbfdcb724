package io.sonde.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be produced for real on one machine: the rest is in {@code DoctorIT}. */
final class DiagnosisTest {

  @TempDir private Path proc;

  private List<Cause> causes(String version, String state, String library) throws IOException {
    Path folder = Files.createDirectories(proc.resolve("7"));
    Path self = Files.createDirectories(proc.resolve("self"));
    String uids = "Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\n";
    Files.writeString(self.resolve("status"), uids);
    Files.writeString(folder.resolve("status"), "State:\t" + state + "\n" + uids);
    Files.writeString(folder.resolve("maps"), "0-1 r-xp 0 0:0 1 " + library + "\n");
    JvmProcess process =
        new JvmProcess(7, 7, 1000, "ada", "Main", version, List.of(), false, ProcFiles.of(proc, 7));
    return new Diagnosis.Examination(process, new File("sonde.jar"), new ProcFiles(self))
        .diagnose().findings().stream().map(Finding::cause).toList();
  }

  @Test
  void openJ9_isNotHotspot() throws IOException {
    assertThat(causes("17.0.1", "S (sleeping)", "/opt/j9/lib/default/libj9vm29.so"))
        .containsExactly(Cause.NOT_HOTSPOT);
  }

  @Test
  void java11_isTooOld() throws IOException {
    assertThat(causes("11.0.2+9", "S (sleeping)", "/opt/jdk/lib/server/libjvm.so"))
        .containsExactly(Cause.TOO_OLD);
  }

  @Test
  void zombie_hasEnded() throws IOException {
    assertThat(causes("17.0.1", "Z (zombie)", "/opt/jdk/lib/server/libjvm.so"))
        .containsExactly(Cause.ENDED);
  }

  @Test
  void debuggee_isStopped() throws IOException {
    assertThat(causes("17.0.1", "t (tracing stop)", "/opt/jdk/lib/server/libjvm.so"))
        .containsExactly(Cause.STOPPED);
  }

  @Test
  void usualProcess_hasNoFinding() throws IOException {
    assertThat(causes("17.0.1", "S (sleeping)", "/opt/jdk/lib/server/libjvm.so")).isEmpty();
  }
}
