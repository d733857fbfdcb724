package io.sonde.agent.instrumentation.executor.forkjoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.bootstrap.SondeProbe;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probes, called by hand in the order in which woven pools call them, on the test's thread. */
final class ForkJoinProbeTest {

  private static final String POOL = "ForkJoinPool.commonPool";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(1)},
          new Duration[] {Duration.ofMillis(1)},
          new double[] {1});
  private final ExecutorCalls calls = ExecutorCalls.of(context);
  private final SondeProbe submit = new ForkJoinSubmitProbe(calls);
  private final SondeProbe run = new ForkJoinRunProbe(calls);
  private final ForkJoinPool pool = ForkJoinPool.commonPool();

  @AfterEach
  void close() {
    long[] state = CallState.current();
    state[CallState.TASK_START] = 0;
    state[CallState.TASK_ID] = 0;
  }

  @Test
  void task_handedToAPool_hasOneWaitAndOneRun() {
    ForkJoinTask<?> task = ForkJoinTask.adapt(() -> {});
    submit(task, null);
    end(task, run.enter(task, null, null), null);

    assertThat(waits()).isOne();
    assertThat(runs("success")).isOne();
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void task_thatIsAFork_isNotMeasured() {
    ForkJoinTask<?> wrapped = ForkJoinTask.adapt(() -> {});
    assertThat(run.enter(wrapped, null, null)).isZero();
    RecursiveAction recursive =
        new RecursiveAction() {
          @Override
          protected void compute() {}
        };
    assertThat(submit.enter(pool, recursive, null)).isZero();

    assertThat(calls.pendingStamps()).isZero();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void task_runInTheMiddleOfAnother_countsAndLeavesTheOther() {
    ForkJoinTask<?> outer = ForkJoinTask.adapt(() -> {});
    ForkJoinTask<?> inner = ForkJoinTask.adapt(() -> {});
    submit(outer, null);
    submit(inner, null);
    long outerToken = run.enter(outer, null, null);
    long taskStart = CallState.current()[CallState.TASK_START];
    long innerToken = run.enter(inner, null, null);
    assertThat(CallState.current()[CallState.TASK_START]).isEqualTo(taskStart);
    end(inner, innerToken, null);
    assertThat(CallState.current()[CallState.TASK_START]).isEqualTo(taskStart);
    end(outer, outerToken, null);

    assertThat(CallState.current()[CallState.TASK_START]).isZero();
    assertThat(waits()).isEqualTo(2);
    assertThat(runs("success")).isEqualTo(2);
  }

  @Test
  void task_thatFailedOrWasCancelled_saysSo() {
    ForkJoinTask<?> threw = ForkJoinTask.adapt(() -> {});
    submit(threw, null);
    end(threw, run.enter(threw, null, null), new IllegalStateException());
    ForkJoinTask<?> completed = ForkJoinTask.adapt(() -> {});
    submit(completed, null);
    long token = run.enter(completed, null, null);
    completed.completeExceptionally(new IllegalStateException());
    end(completed, token, null);
    ForkJoinTask<?> cancelled = ForkJoinTask.adapt(() -> {});
    submit(cancelled, null);
    token = run.enter(cancelled, null, null);
    cancelled.cancel(true);
    end(cancelled, token, null);

    assertThat(runs("error")).isEqualTo(2);
    assertThat(runs("cancelled")).isOne();
    assertThat(runs("success")).isZero();
  }

  @Test
  void task_thatIsRefused_isCountedAndForgotten() {
    ForkJoinTask<?> ran = ForkJoinTask.adapt(() -> {});
    submit(ran, null);
    end(ran, run.enter(ran, null, null), null);
    submit(ForkJoinTask.adapt(() -> {}), new RejectedExecutionException());

    assertThat(registry.get("executor.rejected").tag("name", POOL).counter().count()).isOne();
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void tasks_afterWarmUp_allocateNothing() {
    ForkJoinTask<?> task = ForkJoinTask.adapt(() -> {});
    rounds(task, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int rounds = 100_000;
    long from = threads.getThreadAllocatedBytes(thread);
    rounds(task, rounds);
    long allocated = threads.getThreadAllocatedBytes(thread) - from;

    assertThat((double) allocated / rounds).isCloseTo(0, within(1.0));
  }

  private void rounds(ForkJoinTask<?> task, int count) {
    for (int i = 0; i < count; i++) {
      submit(task, null);
      end(task, run.enter(task, null, null), null);
    }
  }

  private void submit(ForkJoinTask<?> task, @Nullable Throwable thrown) {
    long token = submit.enter(pool, task, null);
    submit.exit(token, pool, task, null, null, thrown);
  }

  private void end(ForkJoinTask<?> task, long token, @Nullable Throwable thrown) {
    run.exit(token, task, null, null, null, thrown);
  }

  private long waits() {
    return registry.get("executor.idle").tag("name", POOL).timer().count();
  }

  private long runs(String outcome) {
    return registry.get("executor").tag("name", POOL).tag("outcome", outcome).timer().count();
  }
}
