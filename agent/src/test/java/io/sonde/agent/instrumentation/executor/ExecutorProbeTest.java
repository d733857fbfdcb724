package io.sonde.agent.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.bootstrap.SondeProbe;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probe, called by hand in the order in which woven pools call it. */
final class ExecutorProbeTest {

  private static final String[] OUTCOMES = {"success", "error", "cancelled"};

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(1)},
          new Duration[] {Duration.ofMillis(1)},
          new double[] {1});
  private final ExecutorCalls calls = ExecutorCalls.of(context);
  private final ExecutorProbe probe = new ExecutorProbe(context);
  private final SondeProbe submit = probe.new Submit();
  private final SondeProbe before = probe.new Before();
  private final SondeProbe after = probe.new After();
  private final SondeProbe reject = probe.new Reject();
  private final SondeProbe remove = probe.new Remove();
  private final SondeProbe fail = new ExecutorProbe.Fail();
  private final Thread worker = Thread.currentThread();
  private final String threadName = worker.getName();
  private final List<ThreadPoolExecutor> pools = new ArrayList<>();

  ExecutorProbeTest() {
    worker.setName("orders-1");
  }

  @AfterEach
  void close() {
    worker.setName(threadName);
    long[] state = CallState.current();
    CallState.reset(state);
    state[CallState.TASK_START] = 0;
    state[CallState.TASK_ID] = 0;
    for (ThreadPoolExecutor pool : pools) {
      pool.shutdownNow();
    }
  }

  @Test
  void practise_onAFreshProbe_leavesNothing() {
    calls.practise();
    assertThat(registry.getMeters()).isEmpty();
    assertThat(calls.pendingStamps()).isZero();

    calls.practise();
    run(pool(), () -> {}, null);
    assertThat(registry.find("executor.idle").timers()).hasSize(1);
  }

  @Test
  void task_submittedAndRun_hasOneWaitAndOneRun() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    long from = System.nanoTime();
    submit(pool, task);
    assertThat(calls.pendingStamps()).isOne();
    before.enter(pool, worker, task);
    after.enter(pool, task, null);
    long spent = System.nanoTime() - from;

    assertThat(waits("orders").count()).isOne();
    assertThat(runs("orders", "success").count()).isOne();
    assertThat(
            waits("orders").totalTime(TimeUnit.NANOSECONDS)
                + runs("orders", "success").totalTime(TimeUnit.NANOSECONDS))
        .isBetween(0.0, (double) spent);
    assertThat(completed("orders")).isOne();
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void wait_ofATask_isTheTimeBetweenSubmissionAndStart() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    long from = System.nanoTime();
    submit(pool, task);
    long submitted = System.nanoTime();
    spin(2_000_000);
    long starting = System.nanoTime();
    before.enter(pool, worker, task);
    long started = System.nanoTime();

    assertThat(waits("orders").totalTime(TimeUnit.NANOSECONDS))
        .isBetween((double) (starting - submitted), (double) (started - from));
  }

  @Test
  void run_ofATask_isTheTimeBetweenItsHooks() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    long from = System.nanoTime();
    before.enter(pool, worker, task);
    long started = System.nanoTime();
    spin(2_000_000);
    long ending = System.nanoTime();
    after.enter(pool, task, null);
    long ended = System.nanoTime();

    assertThat(runs("orders", "success").totalTime(TimeUnit.NANOSECONDS))
        .isBetween((double) (ending - started), (double) (ended - from));
  }

  @Test
  void hooks_overriddenWithSuper_countOnce() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    for (int i = 0; i < 3; i++) {
      submit(pool, task);
      before.enter(pool, worker, task);
      before.enter(pool, worker, task);
      after.enter(pool, task, null);
      after.enter(pool, task, null);
    }

    assertThat(waits("orders").count()).isEqualTo(3);
    assertThat(runs("orders", "success").count()).isEqualTo(3);
    assertThat(completed("orders")).isEqualTo(3);
  }

  @Test
  void beforeHook_thatThrew_leavesNothingToTheNextTask() {
    ThreadPoolExecutor pool = pool();
    Runnable broken = () -> {};
    Runnable next = () -> {};
    submit(pool, broken);
    submit(pool, next);
    before.enter(pool, worker, broken);
    // beforeExecute throws here: no afterExecute; a hook of the app keeps the thread for the next
    long from = System.nanoTime();
    before.enter(pool, worker, next);
    after.enter(pool, next, null);

    assertThat(waits("orders").count()).isEqualTo(2);
    assertThat(runs("orders", "success").count()).isOne();
    assertThat(runs("orders", "success").totalTime(TimeUnit.NANOSECONDS))
        .isLessThanOrEqualTo((double) (System.nanoTime() - from));
  }

  @Test
  void start_ofATask_forgetsCallsThatLostTheirExit() {
    CallState.current()[CallState.JDBC] = 1;

    before.enter(pool(), worker, (Runnable) () -> {});

    assertThat(CallState.current()[CallState.JDBC]).isZero();
  }

  @Test
  void task_thatThrew_isAnError() {
    run(pool(), () -> {}, new IllegalStateException());

    assertOutcomes("orders", 0, 1, 0);
  }

  @Test
  void future_thatFailed_isAnError() {
    ThreadPoolExecutor pool = pool();
    FutureTask<String> future =
        new FutureTask<>(
            () -> {
              throw new IllegalStateException();
            });
    runFuture(pool, future, true);
    FutureTask<String> good = new FutureTask<>(() -> "fine");
    runFuture(pool, good, false);

    assertOutcomes("orders", 1, 1, 0);
  }

  @Test
  void futureSubclass_thatFailed_isAnError() {
    FutureTask<String> future = new FutureTask<>(() -> "") {};

    runFuture(pool(), future, true);

    assertOutcomes("orders", 0, 1, 0);
  }

  @Test
  void future_thatFailedInsideAnotherTask_doesNotFailTheOuter() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    before.enter(pool, worker, task);
    fail.enter(new FutureTask<>(() -> ""), null, null);
    after.enter(pool, task, null);

    assertOutcomes("orders", 1, 0, 0);
  }

  @Test
  void future_thatFailedOutsideATask_isNobodys() {
    FutureTask<String> future = new FutureTask<>(() -> "");
    fail.enter(future, null, null);

    runFuture(pool(), future, false);

    assertOutcomes("orders", 1, 0, 0);
  }

  @Test
  void future_thatWasCancelled_isCancelled() {
    FutureTask<String> future = new FutureTask<>(() -> "");
    future.cancel(false);

    runFuture(pool(), future, false);

    assertOutcomes("orders", 0, 0, 1);
  }

  @Test
  void failure_withMessageOfTheApplications_isNeverAsked() {
    AtomicInteger asked = new AtomicInteger();
    FutureTask<String> future =
        new FutureTask<>(
            () -> {
              throw new CountingException(asked);
            });
    ThreadPoolExecutor pool = pool();
    before.enter(pool, worker, future);
    future.run();
    fail.enter(future, null, null);
    after.enter(pool, future, null);
    run(pool, () -> {}, new CountingException(asked));

    assertOutcomes("orders", 0, 2, 0);
    assertThat(asked.get()).isZero();
  }

  @Test
  void scheduledTask_startedLate_waitsFromItsDueTime() {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    pools.add(pool);
    pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
    CountDownLatch free = new CountDownLatch(1);
    pool.execute(() -> await(free));
    RunnableScheduledFuture<?> late =
        (RunnableScheduledFuture<?>) pool.schedule(() -> {}, -5, TimeUnit.SECONDS);
    RunnableScheduledFuture<?> early =
        (RunnableScheduledFuture<?>) pool.schedule(() -> {}, 1, TimeUnit.HOURS);
    long delayBefore = late.getDelay(TimeUnit.NANOSECONDS);

    run(pool, late, null);
    long delayAfter = late.getDelay(TimeUnit.NANOSECONDS);
    double lateness = waits("orders").totalTime(TimeUnit.NANOSECONDS);
    run(pool, early, null);
    free.countDown();

    assertThat(lateness).isBetween((double) -delayBefore, (double) -delayAfter);
    assertThat(waits("orders").count()).isEqualTo(2);
    assertThat(waits("orders").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(lateness);
  }

  @Test
  void task_withoutSubmission_hasARunButNoWait() {
    run(pool(), () -> {}, null);

    assertThat(waits("orders").count()).isZero();
    assertThat(runs("orders", "success").count()).isOne();
  }

  @Test
  void task_removedFromTheQueue_isForgotten() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    submit(pool, task);

    long token = remove.enter(pool, task, null);
    remove.exitCount(token, pool, task, null, 0, null);
    assertThat(calls.pendingStamps()).isOne();
    remove.exitCount(token, pool, task, null, 1, null);

    assertThat(calls.pendingStamps()).isZero();
    assertThat(remove.enter(pool, null, null)).isZero();
  }

  @Test
  void submission_thatFailed_isForgotten() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    long token = submit.enter(pool, task, null);
    submit.exit(token, pool, task, null, null, new ClassCastException());

    assertThat(calls.pendingStamps()).isZero();
    assertThat(submit.enter(pool, null, null)).isZero();
  }

  @Test
  void refusal_ofAKnownPool_isCountedAndForgotten() {
    ThreadPoolExecutor pool = pool();
    run(pool, () -> {}, null);
    Runnable task = () -> {};
    long token = submit.enter(pool, task, null);
    reject.enter(pool, task, null);
    submit.exit(token, pool, task, null, null, new RejectedExecutionException());

    assertThat(rejected("orders")).isOne();
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void refusal_ofATaskThatAlsoWaits_leavesTheStampOfTheWaitingOne() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    submit(pool, task);
    spin(1_000_000);
    long token = submit.enter(pool, task, null);
    reject.enter(pool, task, null);
    submit.exit(token, pool, task, null, null, new RejectedExecutionException());
    assertThat(calls.pendingStamps()).isOne();
    run(pool, task, null);

    assertThat(waits("orders").count()).isOne();
    assertThat(waits("orders").totalTime(TimeUnit.NANOSECONDS)).isGreaterThanOrEqualTo(1_000_000);
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void refusals_ofOneTaskThatWaitsOften_leaveEveryWaitingStamp() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    for (int i = 0; i < 50; i++) {
      submit(pool, task);
    }
    for (int i = 0; i < 9; i++) {
      long token = submit.enter(pool, task, null);
      reject.enter(pool, task, null);
      submit.exit(token, pool, task, null, null, new RejectedExecutionException());
    }
    assertThat(calls.pendingStamps()).isEqualTo(50);
    for (int i = 0; i < 50; i++) {
      run(pool, task, null);
    }

    assertThat(waits("orders").count()).isEqualTo(50);
    assertThat(calls.pendingStamps()).isZero();
  }

  @Test
  void refusals_beforeTheNameIsKnown_areCountedOnceItIs() {
    ThreadPoolExecutor pool = pool();
    for (int i = 0; i < 3; i++) {
      reject.enter(pool, (Runnable) () -> {}, null);
    }
    assertThat(registry.find("executor.rejected").functionCounters()).isEmpty();

    run(pool, () -> {}, null);

    assertThat(rejected("orders")).isEqualTo(3);
  }

  @Test
  void mutedThread_submittingRunningAndRefusing_isNotMeasured() throws InterruptedException {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    Thread muted =
        new Thread(
            () -> {
              CallState.muteCurrentThread();
              submit(pool, task);
              reject.enter(pool, task, null);
              run(pool, task, null);
            });
    muted.start();
    muted.join();

    assertThat(calls.pendingStamps()).isZero();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void hooksOfForeignTypes_withTheSameSignature_areIgnored() {
    Runnable task = () -> {};
    before.enter(new Object(), worker, task);
    before.enter(pool(), "no thread", task);
    before.enter(pool(), worker, null);
    after.enter(new Object(), task, null);
    after.enter(pool(), task, null);
    reject.enter(new Object(), task, null);

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void unparker_ofVirtualThreads_isLeftOut() {
    worker.setName("VirtualThread-unparker");
    ThreadPoolExecutor pool = pool();
    run(pool, () -> {}, null);
    run(pool, () -> {}, null);

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void pools_ofOneName_areOne() {
    run(pool(), () -> {}, null);
    run(pool(), () -> {}, null);

    assertThat(runs("orders", "success").count()).isEqualTo(2);
    calls.refresh();
    assertThat(gauge("executor.pool.core", "orders")).isEqualTo(2);
  }

  @Test
  void names_beyondTheCap_areOther() {
    for (int i = 0; i < 1_010; i++) {
      worker.setName("tenant-" + i + "-exec-1");
      run(pool(), () -> {}, null);
    }

    assertThat(runs("tenant-999-exec", "success").count()).isOne();
    assertThat(runs("other", "success").count()).isEqualTo(10);
    assertThat(registry.find("executor.idle").timers()).hasSize(1_001);
  }

  @Test
  void gauges_afterRefresh_showThePoolAndForgetItWhenItEnds() throws InterruptedException {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 3, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(10));
    pools.add(pool);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    pool.execute(
        () -> {
          running.countDown();
          await(free);
        });
    pool.execute(() -> {});
    pool.execute(() -> {});
    running.await();
    run(pool, () -> {}, null);

    calls.refresh();
    assertThat(gauge("executor.active", "orders")).isEqualTo(1);
    assertThat(gauge("executor.pool.size", "orders")).isEqualTo(1);
    assertThat(gauge("executor.pool.core", "orders")).isEqualTo(1);
    assertThat(gauge("executor.pool.max", "orders")).isEqualTo(3);
    assertThat(gauge("executor.queued", "orders")).isEqualTo(2);
    assertThat(gauge("executor.queue.remaining", "orders")).isEqualTo(8);

    free.countDown();
    pool.shutdown();
    assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    calls.refresh();
    assertThat(gauge("executor.pool.max", "orders")).isZero();
    assertThat(gauge("executor.queue.remaining", "orders")).isZero();
  }

  @Test
  void refresh_withAPoolThatThrows_readsTheOthersAndSaysSo() {
    ThreadPoolExecutor hostile =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
          @Override
          public BlockingQueue<Runnable> getQueue() {
            throw new UnsupportedOperationException("hidden");
          }
        };
    pools.add(hostile);
    run(hostile, () -> {}, null);
    run(pool(), () -> {}, null);
    for (int i = 0; i < 20; i++) {
      worker.setName("other-" + i + "-exec-1");
      run(pool(), () -> {}, null);
    }

    assertThatThrownBy(calls::refresh)
        .isInstanceOf(IllegalStateException.class)
        .hasCauseInstanceOf(UnsupportedOperationException.class);
    for (int i = 0; i < 20; i++) {
      assertThat(gauge("executor.queue.remaining", "other-" + i + "-exec")).isPositive();
    }
    assertThat(gauge("executor.queue.remaining", "orders")).isPositive();
  }

  @Test
  void forkJoinPool_withWorkers_hasGauges() {
    ForkJoinPool pool = new ForkJoinPool(3);
    try {
      String name = pool.submit(() -> PoolName.of(Thread.currentThread().getName())).join();
      calls.refresh();

      assertThat(gauge("executor.pool.core", name)).isEqualTo(3);
      assertThat(gauge("executor.pool.max", name)).isEqualTo(3);
      assertThat(gauge("executor.pool.size", name)).isBetween(1.0, 3.0);
      calls.refresh();
      assertThat(gauge("executor.pool.core", name)).isEqualTo(3);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void firstTasks_ofManyWorkersAtOnce_makeOneEntryAndOneMeter() throws Exception {
    int threads = 8;
    int refusals = 4;
    for (int round = 0; round < 200; round++) {
      ThreadPoolExecutor pool = pool();
      String name = "round-" + round + "-exec";
      CyclicBarrier barrier = new CyclicBarrier(threads);
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      ThreadFactory factory = body -> new Thread(body, name);
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        boolean refuses = i % 2 == 0;
        Thread thread =
            factory.newThread(
                () -> {
                  try {
                    barrier.await(1, TimeUnit.MINUTES);
                    if (refuses) {
                      reject.enter(pool, (Runnable) () -> {}, null);
                    }
                    Runnable task = () -> {};
                    before.enter(pool, Thread.currentThread(), task);
                    after.enter(pool, task, null);
                  } catch (Exception | Error e) {
                    failure.set(e);
                  }
                });
        workers.add(thread);
        thread.start();
      }
      for (Thread thread : workers) {
        thread.join();
      }
      calls.refresh();

      assertThat(failure.get()).isNull();
      assertThat(completed(name)).as(name).isEqualTo(threads);
      assertThat(rejected(name)).as(name).isEqualTo(refusals);
      assertThat(gauge("executor.pool.core", name)).as(name).isEqualTo(1);
    }
  }

  @Test
  void executors_beyondTheCap_areCountedByNameWithoutGrowth() {
    List<ThreadPoolExecutor> kept = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      kept.add(pool());
      run(kept.get(i), () -> {}, null);
    }
    ThreadPoolExecutor oneTooMany = pool();
    run(oneTooMany, () -> {}, null);
    run(oneTooMany, () -> {}, null);
    reject.enter(oneTooMany, (Runnable) () -> {}, null);

    assertThat(completed("orders")).isEqualTo(10_002);
    calls.refresh();
    assertThat(gauge("executor.pool.core", "orders")).isEqualTo(10_000);
    WeakIdentityTable<?> table = context.sideTables().get(2);
    assertThat(table.name()).isEqualTo("executors");
    assertThat(table.size()).isEqualTo(10_000);
    assertThat(table.droppedEntries()).isPositive();
  }

  @Test
  void oneTask_inEveryPath_allocatesNothingAfterWarmUp() {
    ThreadPoolExecutor pool = pool();
    Runnable task = () -> {};
    FutureTask<String> done = new FutureTask<>(() -> "");
    done.run();
    rounds(pool, task, done, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int rounds = 100_000;
    long from = threads.getThreadAllocatedBytes(worker.getId());
    rounds(pool, task, done, rounds);
    long allocated = threads.getThreadAllocatedBytes(worker.getId()) - from;

    assertThat((double) allocated / rounds).isCloseTo(0, within(1.0));
  }

  private void rounds(ThreadPoolExecutor pool, Runnable task, FutureTask<?> future, int count) {
    for (int i = 0; i < count; i++) {
      submit(pool, task);
      before.enter(pool, worker, task);
      before.enter(pool, worker, task);
      after.enter(pool, task, null);
      after.enter(pool, task, null);
      submit(pool, future);
      before.enter(pool, worker, future);
      fail.enter(future, null, null);
      after.enter(pool, future, null);
      submit(pool, task);
      remove.exitCount(remove.enter(pool, task, null), pool, task, null, 1, null);
      submit(pool, task);
      reject.enter(pool, task, null);
    }
  }

  private ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    pools.add(pool);
    return pool;
  }

  private void submit(ThreadPoolExecutor pool, Runnable task) {
    long token = submit.enter(pool, task, null);
    submit.exit(token, pool, task, null, null, null);
  }

  private void run(ThreadPoolExecutor pool, Runnable task, @Nullable Throwable thrown) {
    before.enter(pool, Thread.currentThread(), task);
    after.enter(pool, task, thrown);
  }

  private void runFuture(ThreadPoolExecutor pool, FutureTask<?> task, boolean fails) {
    before.enter(pool, worker, task);
    if (fails) {
      fail.enter(task, null, null);
    }
    after.enter(pool, task, null);
  }

  private Timer waits(String name) {
    return registry.get("executor.idle").tag("name", name).timer();
  }

  private Timer runs(String name, String outcome) {
    return registry.get("executor").tag("name", name).tag("outcome", outcome).timer();
  }

  private void assertOutcomes(String name, long... counts) {
    for (int i = 0; i < OUTCOMES.length; i++) {
      assertThat(runs(name, OUTCOMES[i]).count()).as(OUTCOMES[i]).isEqualTo(counts[i]);
    }
  }

  private double completed(String name) {
    return registry.get("executor.completed").tag("name", name).counter().count();
  }

  private double rejected(String name) {
    return registry.get("executor.rejected").tag("name", name).counter().count();
  }

  private double gauge(String meter, String name) {
    return registry.get(meter).tag("name", name).gauge().value();
  }

  private static void spin(long nanos) {
    long until = System.nanoTime() + nanos;
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class CountingException extends RuntimeException {

    private final AtomicInteger asked;

    CountingException(AtomicInteger asked) {
      this.asked = asked;
    }

    @Override
    public String getMessage() {
      asked.incrementAndGet();
      return "";
    }

    @Override
    public String toString() {
      asked.incrementAndGet();
      return "";
    }
  }
}
