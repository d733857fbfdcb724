package io.sonde.agent.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.executor.forkjoin.ForkJoinInstrumentation;
import io.sonde.agent.instrumentation.executor.jboss.JbossInstrumentation;
import io.sonde.agent.instrumentation.executor.jetty.JettyInstrumentation;
import io.sonde.agent.instrumentation.executor.netty.NettyInstrumentation;
import io.sonde.agent.instrumentation.executor.perthread.PerThreadInstrumentation;
import io.sonde.agent.instrumentation.executor.tomcat.TomcatInstrumentation;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RequestPart;
import io.sonde.agent.requests.RouteLedger;
import io.sonde.agent.requests.WorkListener;
import io.sonde.bootstrap.SondeHook;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request hands a task to each kind of executor; the probes, called as woven code calls them. */
final class HandedOverTaskTest {

  private static final Runnable TASK = () -> {};
  private static final Object EXECUTOR = new Object();
  private static final double ROUNDING_SECONDS = 1e-9;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RequestLedger requests = new RequestLedger(WorkListener.NONE);
  private final RouteLedger route = requests.books().route("GET", "/orders", null);
  private final long suppressedBefore = suppressedErrors();

  /**
   * What woven code of one kind of executor calls.
   *
   * @param submitted what it calls a task at its submission; null where that is the thread
   * @param afterProbe the number under which it tells the end of a run; 0 where that is the run's
   *     own
   */
  private record Kind(
      String name,
      int submitProbe,
      int runProbe,
      int afterProbe,
      Object executor,
      @Nullable Object submitted) {

    static Kind bracketed(String name, int submit, int run) {
      return new Kind(name, submit, run, 0, EXECUTOR, TASK);
    }

    void submit(Thread worker) {
      Object first = submitted == null ? worker : submitted;
      long token = SondeHook.enter(submitProbe, executor, first, worker);
      SondeHook.exit(submitProbe, token, executor, first, null, null);
    }

    void run() {
      // fork-join's advice knows the task alone
      Object self = runProbe == ProbeId.FORK_JOIN_RUN ? submitted : executor;
      if (afterProbe == 0) {
        long token = SondeHook.enter(runProbe, self, TASK);
        SondeHook.exit(runProbe, token, self, TASK, null, null);
      } else {
        long ignored = SondeHook.enter(runProbe, self, Thread.currentThread(), TASK);
        ignored = SondeHook.enter(afterProbe, self, TASK, null);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    return Stream.of(
        new Kind(
            "jdk",
            ProbeId.EXECUTOR_SUBMIT,
            ProbeId.EXECUTOR_BEFORE,
            ProbeId.EXECUTOR_AFTER,
            pool,
            TASK),
        new Kind(
            "tomcat",
            ProbeId.TOMCAT_SUBMIT,
            ProbeId.TOMCAT_BEFORE,
            ProbeId.TOMCAT_AFTER,
            EXECUTOR,
            TASK),
        Kind.bracketed("jetty", ProbeId.JETTY_SUBMIT, ProbeId.JETTY_RUN),
        Kind.bracketed("jboss", ProbeId.JBOSS_SUBMIT, ProbeId.JBOSS_RUN),
        // a submission asks for Netty's own classes; the runs are what differs
        Kind.bracketed("netty", ProbeId.JBOSS_SUBMIT, ProbeId.NETTY_RUN),
        new Kind(
            "fork-join",
            ProbeId.FORK_JOIN_SUBMIT,
            ProbeId.FORK_JOIN_RUN,
            0,
            ForkJoinPool.commonPool(),
            ForkJoinTask.adapt(TASK)),
        new Kind("per-thread", ProbeId.THREAD_START, ProbeId.THREAD_RUN, 0, EXECUTOR, null));
  }

  @BeforeEach
  void install() {
    Duration[] bounds = {Duration.ofMillis(5)};
    ProbeContext context = new ProbeContext(registry, requests, bounds, bounds, new double[] {1});
    new ExecutorInstrumentation().install(context);
    new ForkJoinInstrumentation().install(context);
    new PerThreadInstrumentation().install(context);
    new TomcatInstrumentation().install(context);
    new JettyInstrumentation().install(context);
    new JbossInstrumentation().install(context);
    new NettyInstrumentation().install(context);
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
    CallState.reset(CallState.current());
    assertThat(suppressedErrors()).isEqualTo(suppressedBefore);
  }

  private static long suppressedErrors() {
    long errors = 0;
    for (int probe = 0; probe < SondeHook.MAX_PROBES; probe++) {
      errors += SondeHook.suppressedErrors(probe);
    }
    return errors;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void task_thatARequestHandsOver_waitsForTheRequestsRoute(Kind kind) throws Exception {
    long[] state = CallState.current();
    Thread worker = new Thread(kind::run, "worker-1");
    long start = CallState.now();
    requests.begins(state, route, start);
    kind.submit(worker);
    worker.start();
    worker.join();
    requests.ends(state, route, start, CallState.now());
    route.refresh(0);

    Timer waits = registry.get("executor.idle").timer();
    assertThat(waits.count()).isOne();
    assertThat(waits.totalTime(TimeUnit.SECONDS)).isPositive();
    assertThat(route.times().seconds(RequestPart.EXECUTOR_QUEUE))
        .isCloseTo(waits.totalTime(TimeUnit.SECONDS), within(ROUNDING_SECONDS));
    assertThat(runs()).isOne();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void task_ofNoRequest_waitsForNoRoute(Kind kind) throws Exception {
    Thread worker = new Thread(kind::run, "worker-1");
    kind.submit(worker);
    worker.start();
    worker.join();
    route.refresh(0);

    assertThat(registry.get("executor.idle").timer().count()).isOne();
    assertThat(route.times().seconds(RequestPart.EXECUTOR_QUEUE)).isZero();
    assertThat(runs()).isOne();
  }

  private long runs() {
    return registry.get("executor").timers().stream().mapToLong(Timer::count).sum();
  }
}
