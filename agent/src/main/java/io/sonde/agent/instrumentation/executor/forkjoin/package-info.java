/**
 * Tasks of {@link java.util.concurrent.ForkJoinPool}s, the common pool and so {@link
 * java.util.concurrent.CompletableFuture}'s among them.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@code ForkJoinPool.externalSubmit(ForkJoinTask)} and, where there is one, {@code
 *       poolSubmit(boolean, ForkJoinTask)}: what {@code execute}, {@code submit} and {@code
 *       invokeAll} hand over
 *   <li>{@code exec()} of the JDK's own wrappers: {@code ForkJoinTask.AdaptedRunnable}, {@code
 *       AdaptedRunnableAction}, {@code AdaptedCallable}, {@code AdaptedInterruptibleCallable},
 *       {@code RunnableExecuteAction}, {@code InterruptibleTask}; {@code
 *       CompletableFuture.AsyncSupply}, {@code AsyncRun} and {@code Completion}
 * </ul>
 *
 * <h2>Metrics</h2>
 *
 * Those of {@link io.sonde.agent.instrumentation.executor}. A task counts that was handed to a pool
 * as a {@code Runnable} or {@code Callable}, or by an {@code …Async} method of a {@code
 * CompletableFuture}, by whatever thread. It counts for the pool that runs it, and one that its
 * submitter runs while it waits for it counts for the common pool: of no other is that possible.
 * What a thread runs in the middle of another task, or of a request, counts too; for requests, that
 * time is the one's around it.
 *
 * <p>The outcome is {@code error} if the task threw, {@code cancelled} if it was cancelled while it
 * ran. What the function of a {@code CompletableFuture} throws is its result: {@code success}.
 *
 * <h2>What is not measured</h2>
 *
 * Forks: {@code fork}, {@code invokeAll} of tasks, parallel streams. Recursive tasks and other
 * subclasses of {@link java.util.concurrent.ForkJoinTask}, even when they are handed to a pool from
 * outside: the method that runs them is the one that runs every fork, millions of times a second,
 * and is left as it is. Delayed tasks of a pool's own scheduler (JDK 25). The scheduler of virtual
 * threads. Tasks that were submitted before Sonde was attached.
 */
package io.sonde.agent.instrumentation.executor.forkjoin;
