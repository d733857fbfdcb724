/**
 * Executors: how long tasks wait, how long they run, what is refused.
 *
 * <p>This package has what all kinds of executors share, and thread pools of {@code
 * java.util.concurrent}; the packages below have the others.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@link java.util.concurrent.ThreadPoolExecutor#execute(Runnable)}: a task's submission;
 *       {@code submit} and {@code invokeAll} come through it
 *   <li>{@code ThreadPoolExecutor.beforeExecute(Thread, Runnable)} and {@code
 *       afterExecute(Runnable, Throwable)}, in the JDK and in every subclass: start and end of the
 *       run
 *   <li>{@code FutureTask.setException(Throwable)}: that a task failed
 *   <li>{@code ThreadPoolExecutor.reject(Runnable)}: refusals
 *   <li>{@link java.util.concurrent.ThreadPoolExecutor#remove(Runnable)}: tasks taken out again
 * </ul>
 *
 * Tasks are never wrapped: queues, {@code remove} and rejection handlers see the application's own
 * objects. A lambda that OpenTelemetry's agent has wrapped is known by the lambda, whichever agent
 * was there first.
 *
 * <h2>Metrics</h2>
 *
 * <ul>
 *   <li>{@code executor_idle_seconds} (histogram by {@code name}): from submission to start of run;
 *       for {@link java.util.concurrent.ScheduledThreadPoolExecutor} from the time the task was due
 *   <li>{@code executor_seconds} (histogram by {@code name}, {@code outcome}): run time; outcome is
 *       {@code error} when the task threw, {@code cancelled} when it was cancelled, else {@code
 *       success}
 *   <li>{@code executor_active_threads}, {@code executor_pool_size_threads}, {@code
 *       executor_pool_core_threads}, {@code executor_pool_max_threads}, {@code
 *       executor_queued_tasks}, {@code executor_queue_remaining_tasks} (gauges by {@code name},
 *       also of {@link java.util.concurrent.ForkJoinPool}s with live workers)
 *   <li>{@code executor_completed_tasks_total}, {@code executor_rejected_tasks_total} (counters by
 *       {@code name})
 * </ul>
 *
 * {@code name} is the first worker's thread name without its running number; pools of the same name
 * are one.
 *
 * <h2>What is not measured</h2>
 *
 * Tasks that were queued before Sonde was attached have a run but no wait. Scheduled tasks that the
 * application decorated ({@code decorateTask}) have no wait: their due time could only be asked of
 * application code. A task that a rejection handler puts into the queue itself has a run and a
 * refusal, but no wait. Exceptions that a {@code CompletableFuture} or the wrapper of an {@code
 * ExecutorCompletionService} swallows count as success, and so does a cancelled task of a {@code
 * FutureTask}'s subclass. A pool is known by name once a task has run on it. The same object queued
 * several times is taken to start in the order of its submissions, in whichever pool.
 */
package io.sonde.agent.instrumentation.executor;
