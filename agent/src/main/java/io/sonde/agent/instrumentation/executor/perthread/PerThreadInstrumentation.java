package io.sonde.agent.instrumentation.executor.perthread;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import java.util.List;

/** Weaves executors that start a thread for each task. */
public final class PerThreadInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.executor.perthread.PerThreadAdvice$";
  private static final String EXECUTOR = "java.util.concurrent.ThreadPerTaskExecutor";

  /** Made by hand in the list of technologies. */
  public PerThreadInstrumentation() {}

  @Override
  public String name() {
    return "executor.perthread";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of(EXECUTOR),
            List.of(
                new MethodRule("start", "(Ljava/lang/Thread;)V", ADVICE + "Start"),
                new MethodRule("ensureNotShutdown", "()V", ADVICE + "Refuse"))),
        TypeRule.named(
            List.of(EXECUTOR + "$TaskRunner", EXECUTOR + "$ThreadBoundFuture"),
            List.of(new MethodRule("run", "()V", ADVICE + "Run"))));
  }

  @Override
  public void install(ProbeContext context) {
    ExecutorCalls calls = ExecutorCalls.of(context);
    ExecutorSource source = new PerThreadSource();
    context.install(ProbeId.THREAD_START, new ThreadStartProbe(calls, source));
    context.install(ProbeId.THREAD_REFUSE, new ThreadRefuseProbe(calls, source));
    context.install(ProbeId.THREAD_RUN, new ThreadRunProbe(calls, source));
    context.afterGap(calls::forget);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.THREAD_START};
  }
}
