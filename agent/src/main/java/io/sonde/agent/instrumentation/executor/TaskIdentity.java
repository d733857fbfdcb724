package io.sonde.agent.instrumentation.executor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The object that a task is known by, from its submission to its end: itself, or, where
 * OpenTelemetry's agent has put a lambda into a wrapper of its own, the lambda.
 *
 * <p>That agent wraps in {@code execute} and unwraps in {@code beforeExecute}. Whichever agent was
 * first on the command line, its code is within the other's: so of the two methods one is seen with
 * the wrapper and the other without.
 */
final class TaskIdentity {

  /** A class of the boot loader; its method is a getter. */
  private static final String WRAPPER =
      "io.opentelemetry.javaagent.bootstrap.executors.ContextPropagatingRunnable";

  private TaskIdentity() {}

  /** The task, without such a wrapper. */
  static Object of(Object task) {
    Class<?> type = task.getClass();
    // the names differ in length, almost always
    return WRAPPER.equals(type.getName()) && type.getClassLoader() == null
        ? Wrapper.contentOf(task)
        : task;
  }

  /** Initialised by the first task that is wrapped. */
  private static final class Wrapper {

    private static final @Nullable MethodHandle UNWRAP = find();

    private Wrapper() {}

    /** Versions that cannot be asked leave the task as it is. */
    private static @Nullable MethodHandle find() {
      try {
        return MethodHandles.publicLookup()
            .findVirtual(
                Class.forName(WRAPPER, false, null),
                "unwrap",
                MethodType.methodType(Runnable.class))
            .asType(MethodType.methodType(Object.class, Object.class));
      } catch (ReflectiveOperationException e) {
        return null;
      }
    }

    static Object contentOf(Object task) {
      if (UNWRAP == null) {
        return task;
      }
      try {
        Object content = (Object) UNWRAP.invokeExact(task);
        return content == null ? task : content;
      } catch (Throwable t) {
        // a getter throws nothing of its own
        return task;
      }
    }
  }
}
