package io.sonde.agent.instrumentation.executor.jboss;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.SubmitProbe;
import java.util.ArrayList;
import java.util.List;

/** Weaves JBoss's executor. */
public final class JbossInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.executor.jboss.JbossAdvice$";
  private static final String EXECUTOR = "org.jboss.threads.EnhancedQueueExecutor";
  private static final String[] TASKS = {
    "Ljava/lang/Runnable;", "Lorg/jboss/threads/EnhancedQueueExecutor$Task;"
  };

  /** Made by hand in the list of technologies. */
  public JbossInstrumentation() {}

  @Override
  public String name() {
    return "executor.jboss";
  }

  @Override
  public List<TypeRule> types() {
    List<MethodRule> methods = new ArrayList<>();
    for (String task : TASKS) {
      methods.add(new MethodRule("tryExecute", "(" + task + ")I", ADVICE + "Submit"));
      methods.add(new MethodRule("rejectQueueFull", "(" + task + ")V", ADVICE + "Reject"));
      methods.add(new MethodRule("rejectShutdown", "(" + task + ")V", ADVICE + "Reject"));
      methods.add(new MethodRule("rejectNoThread", "(" + task + ")V", ADVICE + "Reject"));
      methods.add(
          new MethodRule(
              "rejectException", "(" + task + "Ljava/lang/Throwable;)V", ADVICE + "Reject"));
    }
    methods.add(new MethodRule("safeRun", "(Ljava/lang/Runnable;)V", ADVICE + "SafeRun"));
    return List.of(
        TypeRule.named(List.of(EXECUTOR), methods),
        TypeRule.named(
            List.of(EXECUTOR + "$Task"), List.of(new MethodRule("run", "()V", ADVICE + "Run"))));
  }

  @Override
  public void install(ProbeContext context) {
    ExecutorCalls calls = ExecutorCalls.of(context);
    ExecutorSource source = new JbossSource();
    context.install(ProbeId.JBOSS_SUBMIT, new SubmitProbe(calls, source));
    context.install(ProbeId.JBOSS_RUN, new JbossRunProbe(calls, source));
    context.install(ProbeId.JBOSS_REJECT, new JbossRejectProbe(calls, source));
    context.afterGap(calls::forget);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.JBOSS_SUBMIT, ProbeId.JBOSS_RUN};
  }
}
