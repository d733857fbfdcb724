package io.sonde.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class IoClassesTest {

  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static Map<Thread, StackTraceElement[]> in(String type) {
    StackTraceElement[] stack = {
      new StackTraceElement("java.lang.Object", "wait", null, -2),
      new StackTraceElement(type, "loadLibrary", null, 1)
    };
    return Map.of(Thread.currentThread(), stack);
  }

  @Test
  void loadingOfALibrary_isWaitedFor() {
    Deque<Map<Thread, StackTraceElement[]>> stacks =
        new ArrayDeque<>(
            List.of(
                in("jdk.internal.loader.NativeLibraries"),
                in("jdk.internal.loader.NativeLibraries"),
                in("jdk.internal.loader.Loader"),
                in("jdk.internal.loader.NativeLibraries")));
    assertThat(IoClasses.awaitNoLoading(stacks::remove, LONG_NANOS)).isTrue();
    assertThat(stacks).as("not looked at").hasSize(1);
  }

  @Test
  void loadingThatTakesTooLong_isNotWaitedFor() {
    assertThat(IoClasses.awaitNoLoading(() -> in("jdk.internal.loader.NativeLibraries"), 0))
        .isFalse();
  }
}
