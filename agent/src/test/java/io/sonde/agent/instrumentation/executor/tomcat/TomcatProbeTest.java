package io.sonde.agent.instrumentation.executor.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorProbe;
import io.sonde.agent.instrumentation.executor.SubmitProbe;
import io.sonde.bootstrap.SondeProbe;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probes, called by hand in the order in which a woven pool calls them. */
final class TomcatProbeTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(1)},
          new Duration[] {Duration.ofMillis(1)},
          new double[] {1});
  private final ExecutorCalls calls = ExecutorCalls.of(context);
  private final TomcatSource source = new TomcatSource();
  private final ExecutorProbe probe = new ExecutorProbe(calls, source);
  private final SondeProbe submit = new SubmitProbe(calls, source);
  private final SondeProbe before = probe.new Before();
  private final SondeProbe after = probe.new After();
  private final SondeProbe reject = new TomcatRejectProbe(calls, source);
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(1, 5, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(10));
  private final Thread worker = Thread.currentThread();
  private final String threadName = worker.getName();
  private final Runnable task = () -> {};

  TomcatProbeTest() {
    worker.setName("http-nio-8080-exec-3");
  }

  @AfterEach
  void close() {
    worker.setName(threadName);
    long[] state = CallState.current();
    state[CallState.TASK_START] = 0;
    state[CallState.TASK_ID] = 0;
    pool.shutdownNow();
  }

  @Test
  void task_submittedAndRun_hasOneWaitAndOneRunAndItsPoolHasSizes() {
    long token = submit.enter(pool, task, null);
    submit.exit(token, pool, task, null, null, null);
    run();
    context.refreshers().forEach(Runnable::run);

    assertThat(registry.get("executor.idle").timer().count()).isOne();
    assertThat(runs()).isOne();
    assertThat(gauge("executor.pool.max")).isEqualTo(5);
    assertThat(gauge("executor.queue.remaining")).isEqualTo(10);
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void task_thatTheQueueTakesAfterARefusal_waitsFromItsSubmission() {
    long token = submit.enter(pool, task, null);
    refuse(new RejectedExecutionException());
    // Tomcat forces it into the queue: execute returns
    submit.exit(token, pool, task, null, null, null);
    run();

    assertThat(registry.get("executor.idle").timer().count()).isOne();
    assertThat(rejected()).isZero();
  }

  @Test
  void task_refusedForGood_isCountedOnceAndForgotten() {
    run();
    long token = submit.enter(pool, task, null);
    refuse(new RejectedExecutionException());
    submit.exit(token, pool, task, null, null, new RejectedExecutionException());
    assertThat(rejected()).isOne();

    // a handler that drops it, or runs it itself
    token = submit.enter(pool, task, null);
    refuse(null);
    submit.exit(token, pool, task, null, null, null);

    assertThat(rejected()).isEqualTo(2);
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void pool_ofTheJdk_isLeftToTheJdksProbes() {
    java.util.concurrent.ThreadPoolExecutor other =
        new java.util.concurrent.ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());

    assertThat(submit.enter(other, task, null)).isZero();
    before.enter(other, worker, task);
    after.enter(other, task, null);
    assertThat(reject.enter(other, task, null)).isZero();

    assertThat(registry.getMeters()).isEmpty();
  }

  private void run() {
    before.enter(pool, worker, task);
    after.enter(pool, task, null);
  }

  private void refuse(@Nullable Throwable thrown) {
    reject.exit(reject.enter(pool, task, null), pool, task, null, null, thrown);
  }

  private long runs() {
    return registry.get("executor").tag("outcome", "success").timer().count();
  }

  private double rejected() {
    return registry.get("executor.rejected").counter().count();
  }

  private double gauge(String meter) {
    return registry.get(meter).tag("name", "http-nio-8080-exec").gauge().value();
  }
}
