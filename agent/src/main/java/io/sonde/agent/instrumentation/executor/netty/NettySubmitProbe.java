package io.sonde.agent.instrumentation.executor.netty;

import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ExecutorSource;
import io.sonde.bootstrap.SondeProbe;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A task is put into the queue of an executor. */
final class NettySubmitProbe extends SondeProbe {

  /** Whether the library's version has the method that shows a task's run, by executor class. */
  private static final ClassValue<Boolean> SHOWS_RUNS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> executor) {
          return showsRuns(executor);
        }
      };

  private final ExecutorCalls calls;
  private final ExecutorSource source;

  NettySubmitProbe(ExecutorCalls calls, ExecutorSource source) {
    this.calls = calls;
    this.source = source;
  }

  private static boolean showsRuns(Class<?> executor) {
    for (Class<?> type = executor; type != null; type = type.getSuperclass()) {
      if (type.getName().equals("io.netty.util.concurrent.AbstractEventExecutor")) {
        for (Method method : type.getDeclaredMethods()) {
          if (method.getName().equals("runTask")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object thread) {
    if (self == null || !SHOWS_RUNS.get(self.getClass())) {
      return 0L;
    }
    calls.sees(self, source, thread instanceof Thread worker ? worker : null);
    return calls.submitted(task);
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object task,
      @Nullable Object unused,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (self != null && task != null) {
      calls.submissionEnded(self, source, task, token, thrown);
    }
  }
}
