package io.sonde.agent.instrumentation.executor.netty;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import java.util.List;

/** Weaves Netty's executors of one thread. */
public final class NettyInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.executor.netty.NettyAdvice$";
  private static final String TASK = "(Ljava/lang/Runnable;)V";

  /** Made by hand in the list of technologies. */
  public NettyInstrumentation() {}

  @Override
  public String name() {
    return "executor.netty";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("io.netty.util.concurrent.SingleThreadEventExecutor"),
            List.of(new MethodRule("addTask", TASK, ADVICE + "Submit"))),
        TypeRule.named(
            List.of("io.netty.util.concurrent.AbstractEventExecutor"),
            List.of(new MethodRule("runTask", TASK, ADVICE + "Run", true))));
  }

  @Override
  public void install(ProbeContext context) {
    ExecutorCalls calls = ExecutorCalls.of(context);
    ExecutorSource source = new NettySource();
    context.install(ProbeId.NETTY_SUBMIT, new NettySubmitProbe(calls, source));
    context.install(ProbeId.NETTY_RUN, new NettyRunProbe(calls, source));
    context.afterGap(calls::forget);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.NETTY_SUBMIT, ProbeId.NETTY_RUN};
  }
}
