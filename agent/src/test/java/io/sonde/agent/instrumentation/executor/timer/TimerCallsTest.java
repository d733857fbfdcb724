package io.sonde.agent.instrumentation.executor.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.executor.ExecutorCalls.Outcome;
import io.sonde.bootstrap.SondeProbe;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls, in the order in which a timer's thread makes them, on the test's thread. */
final class TimerCallsTest {

  private static final long NOW = 1_800_000_000_000L;

  /** Between two readings of the clock that follow each other; a slow machine's. */
  private static final double READING_MILLIS = 600_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(1)},
          new Duration[] {Duration.ofMillis(1)},
          new double[] {1});
  private final WeakIdentityTable<Long> overdue = new WeakIdentityTable<>("overdue", 2);
  private long wallMillis = NOW;
  private long nanos;
  private final TimerCalls calls =
      new TimerCalls(context, overdue, new WallClock(() -> wallMillis, () -> nanos));
  private final Object task = new Object();
  private final String ownName = Thread.currentThread().getName();

  @BeforeEach
  void name() {
    Thread.currentThread().setName("Timer-7");
  }

  @AfterEach
  void close() {
    Thread.currentThread().setName(ownName);
    long[] state = CallState.current();
    state[CallState.TIMER_RUN] = 0;
    state[CallState.TASK_START] = 0;
    state[CallState.TASK_ID] = 0;
    state[CallState.MUTED] = 0;
  }

  private void pass(long millis) {
    wallMillis += millis;
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void task_run_waitsSinceItWasDue() {
    calls.submits(task, NOW + 100);
    pass(30_100);
    calls.begins(task, NOW + 100);
    assertThat(waits().count()).isOne();
    assertThat(waits().totalTime(TimeUnit.MILLISECONDS))
        .isBetween(30_000.0, 30_000 + READING_MILLIS);
    assertThat(runs("success").count()).isZero();

    calls.ends(Outcome.SUCCESS);
    calls.ends(Outcome.SUCCESS);
    calls.ends(Outcome.ERROR);

    assertThat(runs("success").count()).isOne();
    assertThat(runs("error").count()).isZero();
    assertThat(registry.get("executor.completed").tag("name", "Timer").counter().count()).isOne();
    assertThat(overdue.size()).isZero();
  }

  @Test
  void task_thatThrows_isAnError() {
    calls.begins(task, NOW);
    calls.ends(Outcome.ERROR);

    assertThat(runs("error").count()).isOne();
    assertThat(runs("success").count()).isZero();
  }

  @Test
  void task_submittedAfterItsTime_waitsSinceThen() {
    calls.submits(task, 0);
    pass(20_000);
    calls.begins(task, 0);
    calls.ends(Outcome.SUCCESS);
    assertThat(waits().totalTime(TimeUnit.MILLISECONDS))
        .isBetween(20_000.0, 20_000 + READING_MILLIS);

    // it has a period, and has caught up
    assertThat(overdue.size()).isOne();
    pass(20_000);
    calls.begins(task, NOW + 40_000);
    calls.ends(Outcome.SUCCESS);
    assertThat(overdue.size()).isZero();
    assertThat(waits().totalTime(TimeUnit.MILLISECONDS))
        .isBetween(20_000.0, 20_000 + 2 * READING_MILLIS);
  }

  @Test
  void tasksAfterTheirTime_tooMany_areCountedAndWaitSinceTheyWereDue() {
    for (int i = 0; i < 3; i++) {
      calls.submits(new Object(), 0);
    }
    assertThat(overdue.size()).isEqualTo(2);
    assertThat(overdue.droppedEntries()).isOne();
    // a mistake of the caller's, which the JDK refuses
    calls.submits(task, -1);
    assertThat(overdue.droppedEntries()).isOne();
  }

  @Test
  void clock_setForward_makesAWaitUnknown() {
    calls.begins(task, NOW);
    calls.ends(Outcome.SUCCESS);
    wallMillis += 3_600_000;
    calls.begins(task, NOW + 10);
    calls.ends(Outcome.SUCCESS);
    assertThat(waits().count()).isOne();
    assertThat(runs("success").count()).isEqualTo(2);

    calls.begins(task, wallMillis);
    calls.ends(Outcome.SUCCESS);
    assertThat(waits().count()).isEqualTo(2);
  }

  @Test
  void clock_setBack_makesNoWaitNegative() {
    calls.begins(task, NOW);
    calls.ends(Outcome.SUCCESS);
    wallMillis -= 10;
    calls.begins(task, NOW);
    calls.ends(Outcome.SUCCESS);

    assertThat(waits().count()).isEqualTo(2);
    assertThat(waits().totalTime(TimeUnit.MILLISECONDS)).isBetween(0.0, 2 * READING_MILLIS);
  }

  @Test
  void task_thatCancelsItsTimer_endsWhenItReturns() {
    SondeProbe cancel = new TimerCancelProbe();
    SondeProbe clear = new TimerEndProbe(calls, true);
    SondeProbe next = new TimerEndProbe(calls, false);
    calls.begins(task, NOW);
    for (int i = 0; i < 2; i++) {
      long token = cancel.enter(this, null, null);
      assertThat(clear.enter(this, null, null)).isZero();
      cancel.exit(token, this, null, null, null, null);
    }
    assertThat(runs("error").count()).isZero();
    assertThat(next.enter(this, null, null)).isZero();

    assertThat(runs("success").count()).isOne();
    // by a thread that runs no task
    assertThat(cancel.enter(this, null, null)).isZero();
  }

  @Test
  void timer_thatHasEnded_refusesByItsName() throws InterruptedException {
    Thread timer = new Thread(() -> {}, "Timer-3");
    timer.start();
    timer.join();
    calls.refused(timer);
    calls.refused(timer);

    assertThat(registry.get("executor.rejected").tag("name", "Timer").counter().count())
        .isEqualTo(2);
    context.refreshers().forEach(Runnable::run);
    assertThat(registry.get("executor.pool.size").tag("name", "Timer").gauge().value()).isZero();
  }

  @Test
  void task_underWay_isActive() {
    calls.begins(task, NOW);
    context.refreshers().forEach(Runnable::run);
    assertThat(active()).isOne();
    calls.ends(Outcome.SUCCESS);
    context.refreshers().forEach(Runnable::run);
    assertThat(active()).isZero();
  }

  @Test
  void threadOfOurs_isNotMeasured() {
    CallState.current()[CallState.MUTED] = 1;
    calls.begins(task, NOW);
    calls.ends(Outcome.SUCCESS);
    calls.refused(Thread.currentThread());

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void jdk_thatIsNotOpen_isNotMeasured() {
    // nobody has opened it to the tests
    assertThat(TimerFields.areKnown()).isFalse();
    TimerTask[] heap = {
      new TimerTask() {
        @Override
        public void run() {}
      }
    };
    SondeProbe take = new TimerTakeProbe(calls);
    assertThat(take.enter(new TimerTask[] {heap[0], heap[0]}, null, null)).isZero();
    assertThat(take.enter(heap, null, null)).isZero();
    SondeProbe schedule = new TimerScheduleProbe(calls);
    schedule.exit(1, Thread.currentThread(), heap[0], null, null, new IllegalStateException());

    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void tasks_afterWarmUp_allocateNothing() {
    rounds(20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    int rounds = 100_000;
    long from = threads.getThreadAllocatedBytes(thread);
    rounds(rounds);
    long allocated = threads.getThreadAllocatedBytes(thread) - from;

    assertThat((double) allocated / rounds).isCloseTo(0, within(1.0));
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      calls.submits(task, NOW);
      calls.begins(task, NOW);
      calls.ends(Outcome.SUCCESS);
    }
  }

  private double active() {
    return registry.get("executor.active").tag("name", "Timer").gauge().value();
  }

  private Timer waits() {
    return registry.get("executor.idle").tag("name", "Timer").timer();
  }

  private Timer runs(String outcome) {
    return registry.get("executor").tag("name", "Timer").tag("outcome", outcome).timer();
  }
}
