package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What can be said without native code; the rest is in {@link ProfilerIT}. */
final class ProfilerTest {

  private static final ProfileRequest REQUEST = new ProfileRequest(Event.CPU, 1, Format.HTML);
  private static final JvmGate SUPPORTED =
      new JvmGate("OpenJDK 64-Bit Server VM", 17, "Linux", "amd64");

  @Test
  void capture_nativeForbidden_isUnavailableWithTheReason() {
    try (Profiler profiler = new Profiler(options(List.of(), false))) {
      assertThat(profiler.status().state()).isEqualTo(EngineStatus.State.UNTRIED);

      assertThatThrownBy(() -> profiler.capture(REQUEST))
          .isInstanceOf(ProfilerUnavailableException.class)
          .hasMessage("unavailable: native code is switched off in the configuration");

      assertThat(profiler.status().state()).isEqualTo(EngineStatus.State.UNAVAILABLE);
      assertThat(profiler.running()).isNull();
    }
  }

  @Test
  void capture_unsupportedJvm_loadsNothingAndSaysWhy() {
    AtomicInteger loads = new AtomicInteger();
    LibraryLoader loader =
        file -> {
          loads.incrementAndGet();
          throw new UnsatisfiedLinkError();
        };
    ProfilerOptions options = options(List.of(System.getProperty("java.io.tmpdir")), true);
    JvmGate gate = new JvmGate("Eclipse OpenJ9 VM", 17, "Linux", "amd64");
    try (Profiler profiler =
        new Profiler(options, new AsyncProfilerEngine(options, gate, loader))) {
      assertThatThrownBy(() -> profiler.capture(REQUEST))
          .isInstanceOf(ProfilerUnavailableException.class)
          .hasMessageContaining("OpenJ9");
    }
    assertThat(loads).hasValue(0);
  }

  @Test
  void capture_noDirectories_isUnavailableAndTheNextCallTriesAgain() {
    ProfilerOptions options = options(List.of(), true);
    Engine engine = new AsyncProfilerEngine(options, SUPPORTED, new SystemLibraryLoader());
    try (Profiler profiler = new Profiler(options, engine)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> profiler.capture(REQUEST))
            .isInstanceOf(ProfilerUnavailableException.class)
            .hasMessageContaining("could not be loaded from any directory");
      }
    }
  }

  @Test
  void capture_noThread_failsAndIsNotBusyAfterwards() {
    try (Profiler profiler =
        new Profiler(
            new ProfilerOptions(
                List.of(),
                true,
                task -> {
                  throw new IllegalStateException("no threads today");
                },
                List.of()))) {
      assertThatThrownBy(() -> profiler.capture(REQUEST))
          .isInstanceOf(ProfilerFailedException.class)
          .hasMessageContaining("no threads today");
      assertThat(profiler.running()).isNull();
    }
  }

  @Test
  void capture_afterClose_isUnavailable() {
    Profiler profiler = new Profiler(options(List.of(), true));
    profiler.close();
    profiler.close();

    assertThatThrownBy(() -> profiler.capture(REQUEST))
        .isInstanceOf(ProfilerUnavailableException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void candidates_configuredAndJarDirectory_areInTheStatedOrder() {
    assertThat(ProfilerOptions.candidateDirectories("/configured", "/jar"))
        .containsExactly(
            "/configured",
            System.getProperty("java.io.tmpdir"),
            "/jar",
            "/var/tmp",
            System.getProperty("user.home"));
    assertThat(ProfilerOptions.candidateDirectories(null, " ")).doesNotContain(" ");
  }

  private static ProfilerOptions options(List<String> directories, boolean nativeAllowed) {
    return new ProfilerOptions(directories, nativeAllowed, Thread::new, List.of());
  }
}
