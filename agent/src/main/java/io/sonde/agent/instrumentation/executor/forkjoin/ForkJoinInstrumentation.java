package io.sonde.agent.instrumentation.executor.forkjoin;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ForkJoinSource;
import java.util.List;

/** Weaves fork-join pools and the JDK's wrappers of what is handed to them. */
public final class ForkJoinInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.executor.forkjoin.ForkJoinAdvice$";
  private static final String TASK = "java.util.concurrent.ForkJoinTask$";
  private static final String FUTURE = "java.util.concurrent.CompletableFuture$";
  private static final String TASK_TO_TASK =
      "Ljava/util/concurrent/ForkJoinTask;)Ljava/util/concurrent/ForkJoinTask;";

  /** Made by hand in the list of technologies. */
  public ForkJoinInstrumentation() {}

  @Override
  public String name() {
    return "executor.forkjoin";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("java.util.concurrent.ForkJoinPool"),
            List.of(
                new MethodRule("externalSubmit", "(" + TASK_TO_TASK, ADVICE + "Submit"),
                new MethodRule("poolSubmit", "(Z" + TASK_TO_TASK, ADVICE + "PoolSubmit"))),
        TypeRule.named(
            List.of(
                TASK + "AdaptedRunnable",
                TASK + "AdaptedRunnableAction",
                TASK + "AdaptedCallable",
                TASK + "AdaptedInterruptibleCallable",
                TASK + "RunnableExecuteAction",
                TASK + "InterruptibleTask",
                FUTURE + "AsyncSupply",
                FUTURE + "AsyncRun",
                FUTURE + "Completion"),
            List.of(new MethodRule("exec", "()Z", ADVICE + "Run"))));
  }

  @Override
  public void install(ProbeContext context) {
    ExecutorCalls calls = ExecutorCalls.of(context);
    // so that no class of ours is loaded where a virtual thread is continued
    boolean ignored =
        ForkJoinSource.isCarrier(Thread.currentThread()) || ForkJoinSubmitProbe.isWrapper("");
    context.install(ProbeId.FORK_JOIN_SUBMIT, new ForkJoinSubmitProbe(calls));
    context.install(ProbeId.FORK_JOIN_RUN, new ForkJoinRunProbe(calls));
    context.afterGap(calls::forget);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.FORK_JOIN_SUBMIT, ProbeId.FORK_JOIN_RUN};
  }
}
