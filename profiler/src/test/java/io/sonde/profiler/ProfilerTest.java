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
  private static final LibraryLoader REFUSING =
      file -> {
        throw new UnsatisfiedLinkError();
      };

  @Test
  void capture_nativeForbidden_isUnavailableWithTheReason() {
    ProfilerOptions options = options(List.of(), false);
    try (Profiler profiler = profiler(options, new AsyncProfilerEngine(options))) {
      assertThat(profiler.status().state()).isEqualTo(EngineStatus.State.UNTRIED);

      assertThatThrownBy(() -> profiler.capture(REQUEST))
          .isInstanceOf(ProfilerUnavailableException.class)
          .hasMessage(
              "unavailable: async-profiler 4.5: native code is switched off in the configuration");

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
    try (Profiler profiler = profiler(options, new AsyncProfilerEngine(options, gate, loader))) {
      assertThatThrownBy(() -> profiler.capture(REQUEST))
          .isInstanceOf(ProfilerUnavailableException.class)
          .hasMessageContaining("OpenJ9");
    }
    assertThat(loads).hasValue(0);
  }

  @Test
  void capture_noDirectories_isUnavailableAndTheNextCallTriesAgain() {
    ProfilerOptions options = options(List.of(), true);
    Engine engine = new AsyncProfilerEngine(options, SUPPORTED, REFUSING);
    try (Profiler profiler = profiler(options, engine)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> profiler.capture(REQUEST))
            .isInstanceOf(ProfilerUnavailableException.class)
            .hasMessageContaining("could not be loaded from any directory");
      }
    }
  }

  @Test
  void capture_firstEngineRefuses_nextOneAnswersAndSaysWhyItWasAsked() throws Exception {
    ProfilerOptions options = options(List.of(), true);
    Engine first = new AsyncProfilerEngine(options, SUPPORTED, REFUSING);
    try (Profiler profiler = profiler(options, first, new ThreadSamplingEngine(options))) {
      Profile profile = profiler.capture(new ProfileRequest(Event.CPU, 1, Format.HOTSPOTS));

      assertThat(profile.sampling().engine()).isEqualTo("thread dumps");
      assertThat(profile.sampling().passedOver())
          .singleElement()
          .satisfies(
              engine -> {
                assertThat(engine.engine()).isEqualTo("async-profiler 4.5");
                assertThat(engine.reason()).contains("could not be loaded from any directory");
              });
      assertThat(new String(profile.bytes(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("\"passedOver\":[{\"engine\":\"async-profiler 4.5\"");
    }
  }

  @Test
  void capture_noThread_failsAndIsNotBusyAfterwards() {
    ProfilerOptions options =
        new ProfilerOptions(
            List.of(),
            true,
            task -> {
              throw new IllegalStateException("no threads today");
            },
            List.of());
    try (Profiler profiler = new Profiler(options)) {
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
  void recent_continuousIsOff_isUnavailable() {
    try (Profiler profiler = new Profiler(options(List.of(), true))) {
      assertThatThrownBy(
              () -> profiler.recent(new WindowRequest(Event.CPU, 0, 1, Format.HTML, null)))
          .isInstanceOf(ProfilerUnavailableException.class)
          .hasMessageContaining("continuous profiling is switched off");
      assertThat(profiler.continuousStatus().state()).isEqualTo(ContinuousStatus.State.OFF);
    }
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

  private static Profiler profiler(ProfilerOptions options, Engine... engines) {
    return new Profiler(options, new EngineChoice(List.of(engines)));
  }

  private static ProfilerOptions options(List<String> directories, boolean nativeAllowed) {
    return new ProfilerOptions(directories, nativeAllowed, Thread::new, List.of());
  }
}
