package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
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
      assertThat(OwnThread.unaskedIds()).doesNotContain(thread.getId());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void unaskedIds_whileBothKindsRun_leaveOutWhoAnswersSomebody() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    Runnable task =
        () -> {
          running.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    OwnThread unasked = new OwnThread("unasked", task);
    OwnThread answering = OwnThread.answering("answering", task);
    unasked.start();
    answering.start();
    running.await();

    assertThat(OwnThread.unaskedIds()).contains(unasked.getId()).doesNotContain(answering.getId());

    end.countDown();
    unasked.join();
    answering.join();
  }
}
