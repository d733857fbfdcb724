package io.sonde.agent.instrumentation.executor.perthread;

import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A thread of the executor runs the task that it was started for. */
final class ThreadRunProbe extends SondeProbe {

  /** {@code Future.state()}, which is there wherever these executors are. */
  private static final @Nullable MethodHandle STATE = find();

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  ThreadRunProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  private static @Nullable MethodHandle find() {
    try {
      return MethodHandles.publicLookup()
          .unreflect(Future.class.getMethod("state"))
          .asType(MethodType.methodType(Object.class, Future.class));
    } catch (ReflectiveOperationException olderJdk) {
      return null;
    }
  }

  @Override
  public long enter(@Nullable Object executor, @Nullable Object task, @Nullable Object unused) {
    return executor == null ? 0L : calls.threadRuns(executor, source, Thread.currentThread());
  }

  @Override
  public void exit(
      long token,
      @Nullable Object executor,
      @Nullable Object task,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (executor != null) {
      calls.threadEnds(token, executor, source, outcome(task, thrown));
    }
  }

  private static ExecutorCalls.Outcome outcome(@Nullable Object task, @Nullable Throwable thrown) {
    if (thrown != null) {
      return ExecutorCalls.Outcome.ERROR;
    }
    return switch (stateOf(task)) {
      case "FAILED" -> ExecutorCalls.Outcome.ERROR;
      case "CANCELLED" -> ExecutorCalls.Outcome.CANCELLED;
      default -> ExecutorCalls.Outcome.SUCCESS;
    };
  }

  private static String stateOf(@Nullable Object task) {
    MethodHandle state = STATE;
    if (state == null || !(task instanceof FutureTask<?> future)) {
      return "";
    }
    try {
      return (Object) state.invokeExact((Future<?>) future) instanceof Enum<?> value
          ? value.name()
          : "";
    } catch (Throwable notKnown) {
      return "";
    }
  }
}
