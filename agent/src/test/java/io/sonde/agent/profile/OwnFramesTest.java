package io.sonde.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.requests.RequestLedger;
import io.sonde.exporters.registry.SondeMeterRegistry;
import io.sonde.profiler.Profiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnFramesTest {

  private static boolean isOwn(String className) {
    return OwnFrames.CLASS_PREFIXES.stream().anyMatch(className::startsWith);
  }

  @Test
  void classes_ofEachModule_areOwn() {
    for (Class<?> type :
        new Class<?>[] {RequestLedger.class, SondeMeterRegistry.class, Profiler.class}) {
      assertThat(isOwn(type.getName())).as(type.getName()).isTrue();
    }
    assertThat(isOwn("java.lang.SondeHook")).isTrue();
    assertThat(isOwn("java.lang.SondeProbe")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.sonde.testapp.shop.Shop", "io.sonde.Order", "java.lang.String"})
  void classes_ofAnApplication_areNot(String className) {
    assertThat(isOwn(className)).isFalse();
  }
}
