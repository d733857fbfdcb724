package io.sonde.agent.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

final class CallStateTest {

  @Test
  void state_ofOneThread_isOneArrayOfAJdkType() {
    long[] state = CallState.current();

    assertThat(CallState.current()).isSameAs(state);
    assertThat(state.getClass().getClassLoader()).isNull();
  }

  /** From these the JDK takes all thread-locals away after each task. */
  @Test
  void state_ofACommonPoolsWorker_staysFromTaskToTask() {
    Map<Thread, long[]> states = new ConcurrentHashMap<>();
    for (int task = 0; task < 100; task++) {
      ForkJoinPool.commonPool()
          .submit(
              () -> {
                long[] state = CallState.current();
                assertThat(CallState.known()).isSameAs(state);
                long[] before = states.putIfAbsent(Thread.currentThread(), state);
                assertThat(before == null || before == state).isTrue();
              })
          .join();
    }
    assertThat(states).isNotEmpty();
  }

  @Test
  void state_ofAnotherThread_isAnotherOne() throws InterruptedException {
    CallState.current()[CallState.JDBC] = 1;
    try {
      BlockingQueue<long[]> other = new LinkedBlockingQueue<>();
      Thread thread = new Thread(() -> other.add(CallState.current()));
      thread.start();
      thread.join();

      assertThat(other.take()).isNotSameAs(CallState.current()).containsOnly(0L);
    } finally {
      CallState.reset(CallState.current());
    }
  }

  @Test
  void mute_ofOneThread_outlivesAResetAndTouchesNoOther() throws InterruptedException {
    BlockingQueue<long[]> muted = new LinkedBlockingQueue<>();
    Thread thread =
        new Thread(
            () -> {
              CallState.muteCurrentThread();
              CallState.reset(CallState.current());
              muted.add(CallState.current());
            });
    thread.start();
    thread.join();

    assertThat(muted.take()[CallState.MUTED]).isEqualTo(1);
    assertThat(CallState.current()[CallState.MUTED]).isZero();
  }

  @Test
  void reset_duringATask_forgetsCallsButNotTheTask() {
    long[] state = CallState.current().clone();
    for (int kind = CallState.JDBC; kind <= CallState.CONNECT; kind++) {
      state[kind] = kind;
    }
    state[CallState.TASK_START] = 80;
    state[CallState.TASK_ID] = 90;

    CallState.reset(state);

    for (int kind = CallState.JDBC; kind <= CallState.CONNECT; kind++) {
      assertThat(state[kind]).isZero();
    }
    assertThat(state[CallState.TASK_START]).isEqualTo(80);
    assertThat(state[CallState.TASK_ID]).isEqualTo(90);
  }

  @Test
  void now_readTwice_neverGoesBackAndIsNeverNone() {
    long first = CallState.now();
    long second = CallState.now();

    assertThat(first).isNotZero();
    assertThat(second - first).isNotNegative();
  }
}
