package io.sonde.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcFilesTest {

  @TempDir private Path folder;
  private ProcFiles files = new ProcFiles(Path.of(""));

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("status"),
        "Name:\tjava\nState:\tT (stopped)\nUid:\t1000\t1001\t1000\t1000\nNSpid:\t4711\t12\t1\n"
            + "SigCgt:\t0000000000000004\n");
    Files.writeString(folder.resolve("cmdline"), "java\0-cp\0\0Main\0");
    Files.writeString(folder.resolve("environ"), "A=1\0B=x=y\0");
    Files.writeString(
        folder.resolve("maps"),
        "7f00-7f01 r-xp 00000000 fd:01 42    /opt/jdk/lib/server/libjvm.so\n");
    files = new ProcFiles(folder);
  }

  @Test
  void status_isRead() {
    assertThat(files.state()).isEqualTo('T');
    assertThat(files.effectiveUid()).isEqualTo(1001);
    assertThat(files.pidInside(4711)).isEqualTo(1);
    assertThat(files.catches(3)).isTrue();
    assertThat(files.catches(4)).isFalse();
  }

  @Test
  void lists_areSplitAtZeros() {
    assertThat(files.commandLine()).containsExactly("java", "-cp", "", "Main");
    assertThat(files.environment()).containsEntry("A", "1").containsEntry("B", "x=y");
  }

  @Test
  void libraries_tellAJvm() throws IOException {
    assertThat(JvmSource.isJvm(files)).isTrue();
    Files.writeString(folder.resolve("maps"), "7f00-7f01 r-xp 00000000 fd:01 42    /bin/sleep\n");
    assertThat(JvmSource.isJvm(files)).isFalse();
  }

  @Test
  void missingFiles_areUnknown() {
    ProcFiles none = new ProcFiles(folder.resolve("none"));
    assertThat(none.exist()).isFalse();
    assertThat(none.state()).isEqualTo(' ');
    assertThat(none.effectiveUid()).isEqualTo(-1);
    assertThat(none.pidInside(5)).isEqualTo(5);
    assertThat(none.commandLine()).containsExactly();
    assertThat(none.threadNames()).isEmpty();
    assertThat(none.namespace("pid")).isNull();
  }
}
