package io.sonde.agent.instrumentation.executor.forkjoin;

import io.sonde.agent.instrumentation.executor.ExecutorCalls;
import io.sonde.agent.instrumentation.executor.ForkJoinSource;
import io.sonde.bootstrap.SondeProbe;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * A task is handed to a fork-join pool.
 *
 * <p>Virtual threads come through here whenever one is continued, in places where nothing may be
 * done: what is of their scheduler is left alone before the thread's state is looked at.
 */
final class ForkJoinSubmitProbe extends SondeProbe {

  private static final String PACKAGE = "java.util.concurrent.";

  private final ExecutorCalls calls;

  ForkJoinSubmitProbe(ExecutorCalls calls) {
    this.calls = calls;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object task, @Nullable Object unused) {
    if (!(self instanceof ForkJoinPool pool)
        || task == null
        || !isWrapper(task.getClass().getName())
        || ForkJoinSource.isSchedulerOfVirtualThreads(pool)) {
      return 0L;
    }
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
      calls.submissionEnded(self, ForkJoinSource.INSTANCE, task, token, thrown);
    }
  }

  /** Whether the run of such a task will be seen. */
  static boolean isWrapper(String className) {
    return className.startsWith("ForkJoinTask$", PACKAGE.length())
        || className.startsWith("CompletableFuture$", PACKAGE.length());
  }
}
