package io.sonde.agent.instrumentation.executor.tomcat;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorProbe;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.agent.instrumentation.executor.SubmitProbe;
import java.util.List;

/** Weaves Tomcat's own thread pool. */
public final class TomcatInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.executor.tomcat.TomcatAdvice$";

  /** Made by hand in the list of technologies. */
  public TomcatInstrumentation() {}

  @Override
  public String name() {
    return "executor.tomcat";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("org.apache.tomcat.util.threads.ThreadPoolExecutor"),
            List.of(
                new MethodRule("execute", "(Ljava/lang/Runnable;)V", ADVICE + "Submit"),
                new MethodRule("reject", "(Ljava/lang/Runnable;)V", ADVICE + "Reject"),
                new MethodRule("remove", "(Ljava/lang/Runnable;)Z", ADVICE + "Remove"),
                new MethodRule(
                    "beforeExecute",
                    "(Ljava/lang/Thread;Ljava/lang/Runnable;)V",
                    ADVICE + "Before"),
                new MethodRule(
                    "afterExecute",
                    "(Ljava/lang/Runnable;Ljava/lang/Throwable;)V",
                    ADVICE + "After"))));
  }

  @Override
  public void install(ProbeContext context) {
    ExecutorCalls calls = ExecutorCalls.of(context);
    ExecutorSource source = new TomcatSource();
    ExecutorProbe probe = new ExecutorProbe(calls, source);
    context.install(ProbeId.TOMCAT_SUBMIT, new SubmitProbe(calls, source));
    context.install(ProbeId.TOMCAT_BEFORE, probe.new Before());
    context.install(ProbeId.TOMCAT_AFTER, probe.new After());
    context.install(ProbeId.TOMCAT_REJECT, new TomcatRejectProbe(calls, source));
    context.install(ProbeId.TOMCAT_REMOVE, probe.new Remove());
    context.afterGap(calls::forget);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.TOMCAT_SUBMIT, ProbeId.TOMCAT_BEFORE};
  }
}
