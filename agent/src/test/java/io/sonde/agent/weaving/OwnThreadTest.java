package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OwnThreadTest {

  @Test
  void exception_onIt_neverReachesTheApplicationsHandler() throws InterruptedException {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> seen.set(thrown));
    try {
      OwnThread thread =
          new OwnThread(
              "failing",
              () -> {
                throw new IllegalStateException("on purpose");
              });
      thread.start();
      thread.join();

      assertThat(seen).hasValue(null);
      assertThat(OwnThread.liveIds()).doesNotContain(thread.getId());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
