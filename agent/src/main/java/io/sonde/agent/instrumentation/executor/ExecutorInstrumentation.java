package io.sonde.agent.instrumentation.executor;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Which methods of thread pools are woven. */
public final class ExecutorInstrumentation implements Technology {

  private static final String POOL = "java.util.concurrent.ThreadPoolExecutor";
  private static final String ADVICE = "io.sonde.agent.instrumentation.executor.ExecutorAdvice$";
  private static final String BEFORE = "(Ljava/lang/Thread;Ljava/lang/Runnable;)V";
  private static final String AFTER = "(Ljava/lang/Runnable;Ljava/lang/Throwable;)V";

  @Override
  public String name() {
    return "executor";
  }

  @Override
  public List<TypeRule> types() {
    MethodRule before = new MethodRule("beforeExecute", BEFORE, ADVICE + "Before");
    MethodRule after = new MethodRule("afterExecute", AFTER, ADVICE + "After");
    return List.of(
        TypeRule.named(
            List.of(POOL),
            List.of(
                new MethodRule("execute", "(Ljava/lang/Runnable;)V", ADVICE + "Submit"),
                new MethodRule("reject", "(Ljava/lang/Runnable;)V", ADVICE + "Reject"),
                new MethodRule("remove", "(Ljava/lang/Runnable;)Z", ADVICE + "Remove"),
                before,
                after)),
        TypeRule.named(
            List.of("java.util.concurrent.FutureTask"),
            List.of(new MethodRule("setException", "(Ljava/lang/Throwable;)V", ADVICE + "Fail"))),
        TypeRule.marked(List.of(BEFORE, AFTER), List.of(POOL), List.of(before, after)));
  }

  @Override
  public void install(ProbeContext context) {
    ExecutorProbe probe = new ExecutorProbe(context);
    context.afterGap(ExecutorCalls.of(context)::forget);
    context.install(ProbeId.EXECUTOR_SUBMIT, probe.new Submit());
    context.install(ProbeId.EXECUTOR_BEFORE, probe.new Before());
    context.install(ProbeId.EXECUTOR_AFTER, probe.new After());
    context.install(ProbeId.EXECUTOR_FAIL, new ExecutorProbe.Fail());
    context.install(ProbeId.EXECUTOR_REJECT, probe.new Reject());
    context.install(ProbeId.EXECUTOR_REMOVE, probe.new Remove());
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.EXECUTOR_SUBMIT, ProbeId.EXECUTOR_BEFORE};
  }
}
