package io.sonde.agent.instrumentation.executor.timer;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves the JDK's timers. */
public final class TimerInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.executor.timer.TimerAdvice$";

  /** Tasks with a time in the past that are remembered at once. */
  private static final int MAX_OVERDUE_TASKS = 10_000;

  /** Made by hand in the list of technologies. */
  public TimerInstrumentation() {}

  @Override
  public String name() {
    return "executor.timer";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("java.util.Timer"),
            List.of(
                new MethodRule("sched", "(Ljava/util/TimerTask;JJ)V", ADVICE + "Schedule"),
                new MethodRule("cancel", "()V", ADVICE + "Cancel"))),
        TypeRule.named(
            List.of("java.util.TaskQueue"),
            List.of(
                new MethodRule("removeMin", "()V", ADVICE + "Take"),
                new MethodRule("rescheduleMin", "(J)V", ADVICE + "Take"),
                new MethodRule("isEmpty", "()Z", ADVICE + "Next"),
                new MethodRule("clear", "()V", ADVICE + "Clear"))));
  }

  @Override
  public void install(ProbeContext context) {
    context.openJdkPackage("java.util");
    TimerCalls calls =
        new TimerCalls(context, context.sideTable("timer_overdue_tasks", MAX_OVERDUE_TASKS));
    context.install(ProbeId.TIMER_DUE, new TimerDueProbe(calls));
    context.install(ProbeId.TIMER_SCHEDULE, new TimerScheduleProbe(calls));
    context.install(ProbeId.TIMER_TAKE, new TimerTakeProbe(calls));
    context.install(ProbeId.TIMER_NEXT, new TimerEndProbe(calls, false));
    context.install(ProbeId.TIMER_CLEAR, new TimerEndProbe(calls, true));
    context.install(ProbeId.TIMER_CANCEL, new TimerCancelProbe());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.TIMER_TAKE};
  }
}
