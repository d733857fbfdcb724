package io.sonde.agent.instrumentation.executor.jetty;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.SubmitProbe;
import java.util.List;

/** Weaves Jetty's thread pool. */
public final class JettyInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.executor.jetty.JettyAdvice$";

  /** Made by hand in the list of technologies. */
  public JettyInstrumentation() {}

  @Override
  public String name() {
    return "executor.jetty";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("org.eclipse.jetty.util.thread.QueuedThreadPool"),
            List.of(
                new MethodRule("execute", "(Ljava/lang/Runnable;)V", ADVICE + "Submit"),
                new MethodRule("runJob", "(Ljava/lang/Runnable;)V", ADVICE + "Run"))));
  }

  @Override
  public void install(ProbeContext context) {
    ExecutorCalls calls = ExecutorCalls.of(context);
    ExecutorSource source = new JettySource();
    context.install(ProbeId.JETTY_SUBMIT, new SubmitProbe(calls, source));
    context.install(ProbeId.JETTY_RUN, new JettyRunProbe(calls, source));
    context.afterGap(calls::forget);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.JETTY_SUBMIT, ProbeId.JETTY_RUN};
  }
}
