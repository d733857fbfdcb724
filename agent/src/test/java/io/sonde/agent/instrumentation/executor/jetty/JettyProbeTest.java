package io.sonde.agent.instrumentation.executor.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.SubmitProbe;
import io.sonde.bootstrap.SondeProbe;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.strategy.ProduceConsume;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The probes, called by hand in the order in which a woven pool calls them. */
final class JettyProbeTest {

  private static final int GC_TRIES = 200;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(1)},
          new Duration[] {Duration.ofMillis(1)},
          new double[] {1});
  private final ExecutorCalls calls = ExecutorCalls.of(context);
  private final JettySource source = new JettySource();
  private final SondeProbe submit = new SubmitProbe(calls, source);
  private final SondeProbe run = new JettyRunProbe(calls, source);
  private final String threadName = Thread.currentThread().getName();

  @AfterEach
  void close() {
    Thread.currentThread().setName(threadName);
  }

  @ParameterizedTest
  @CsvSource({
    "org.eclipse.jetty.util.thread.strategy.AdaptiveExecutionStrategy, true",
    "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread, true",
    "org.eclipse.jetty.util.thread.QueuedThreadPool$$Lambda/0x000001, true",
    "org.eclipse.jetty.io.ManagedSelector$$Lambda$31/0x000001, true",
    "org.eclipse.jetty.server.AbstractConnector$Acceptor, true",
    "org.eclipse.jetty.io.ManagedSelector$DestroyEndPoint, false",
    "org.eclipse.jetty.server.handler.ContextHandler$Context$Later, false",
    "com.example.util.thread.Job, false",
  })
  void job_byItsClass_isMachineryOrATask(String className, boolean isMachinery) {
    assertThat(JettyRunProbe.isMachinery(className)).isEqualTo(isMachinery);
  }

  @ParameterizedTest
  @CsvSource({
    "qtp1234567-21, qtp",
    "qtp-5, qtp",
    "qtpie-5, qtpie",
    "orders-17, orders",
  })
  void pool_byItsThread_hasANameWithoutItsHashCode(String thread, String name) {
    assertThat(source.nameBy(new Thread(() -> {}, thread))).isEqualTo(name);
  }

  @Test
  void job_ofTheMachinery_hasAWaitAndNoRun() {
    Thread.currentThread().setName("orders-1");
    QueuedThreadPool pool = new QueuedThreadPool();
    Runnable strategy = new ProduceConsume(() -> null, pool);
    long token = submit.enter(pool, strategy, null);
    submit.exit(token, pool, strategy, null, null, null);
    work(pool, strategy, null);

    assertThat(registry.get("executor.idle").tag("name", "orders").timer().count()).isOne();
    assertThat(runs("success")).isZero();
    assertThat(calls.pendingStamps()).isZero();

    work(pool, () -> {}, null);
    assertThat(runs("success")).isOne();
  }

  @Test
  void job_thatThrew_isAnErrorAndARefusalIsCounted() {
    Thread.currentThread().setName("orders-1");
    QueuedThreadPool pool = new QueuedThreadPool();
    Runnable job = () -> {};
    work(pool, job, new IllegalStateException());
    long token = submit.enter(pool, job, null);
    submit.exit(token, pool, job, null, null, new RejectedExecutionException());
    token = submit.enter(pool, job, null);
    submit.exit(token, pool, job, null, null, new IllegalArgumentException());

    assertThat(runs("error")).isOne();
    assertThat(calls.pendingStamps()).isZero();
    assertThat(registry.get("executor.rejected").counter().count()).isOne();
  }

  @Test
  void pool_stoppedAndStartedAgain_isReadAgain() throws Exception {
    Thread.currentThread().setName("orders-1");
    QueuedThreadPool pool = new QueuedThreadPool(7, 1, 1_000);
    for (int round = 0; round < 2; round++) {
      pool.start();
      work(pool, () -> {}, null);
      refresh();
      assertThat(max()).isEqualTo(7);
      pool.stop();
      refresh();
      assertThat(max()).isZero();
    }
  }

  @Test
  void pool_collected_leavesNothing() {
    Thread.currentThread().setName("orders-1");
    work(new QueuedThreadPool(), () -> {}, null);
    WeakIdentityTable<?> executors =
        context.sideTables().stream()
            .filter(table -> table.name().equals("executors"))
            .findFirst()
            .orElseThrow();
    assertThat(executors.size()).isOne();
    for (int i = 0; i < GC_TRIES && executors.size() > 0; i++) {
      System.gc();
      executors.expunge();
    }
    refresh();

    assertThat(executors.size()).isZero();
    assertThat(max()).isZero();
  }

  private void refresh() {
    context.refreshers().forEach(Runnable::run);
  }

  private double max() {
    return registry.get("executor.pool.max").tag("name", "orders").gauge().value();
  }

  private void work(Object pool, Runnable job, @Nullable Throwable thrown) {
    long token = run.enter(pool, job, null);
    if (token != 0) {
      run.exit(token, pool, job, null, null, thrown);
    }
  }

  private long runs(String outcome) {
    return registry.get("executor").tag("name", "orders").tag("outcome", outcome).timer().count();
  }
}
