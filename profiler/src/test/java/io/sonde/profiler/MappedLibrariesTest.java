package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MappedLibrariesTest {

  private final Set<String> own = new TreeSet<>();
  private final Set<String> foreign = new TreeSet<>();

  @Test
  void add_copyInAPrivateDirectoryOfOurs_isOwn() {
    add("/tmp/sonde-profiler-1x/libasyncProfiler-2y.so (deleted)");

    assertThat(own).containsExactly("/tmp/sonde-profiler-1x/libasyncProfiler-2y.so (deleted)");
    assertThat(foreign).isEmpty();
  }

  @Test
  void add_copyAnywhereElse_isForeign() {
    add("/opt/my profiler/libasyncProfiler.so");
    add("/tmp/libasyncProfiler-linux-x64-0af.so (deleted)");

    assertThat(own).isEmpty();
    assertThat(foreign)
        .containsExactly(
            "/opt/my profiler/libasyncProfiler.so",
            "/tmp/libasyncProfiler-linux-x64-0af.so (deleted)");
  }

  @Test
  void add_otherMappings_areNeither() {
    add("/usr/lib/jvm/lib/server/libjvm.so");
    add("/home/asyncProfiler/app.jar");
    add("[heap]");
    MappedLibraries.add("7f0000000000-7f0000001000 rw-p 00000000 00:00 0 ", own, foreign);
    MappedLibraries.add("", own, foreign);

    assertThat(own).isEmpty();
    assertThat(foreign).isEmpty();
  }

  private void add(String path) {
    MappedLibraries.add(
        "7f2c4a000000-7f2c4a07c000 r-xp 00000000 fe:01 123456       " + path, own, foreign);
  }
}
