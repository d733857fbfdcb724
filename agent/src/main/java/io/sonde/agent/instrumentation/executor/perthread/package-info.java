/**
 * Executors that start a thread for each task, virtual ones as a rule: {@code
 * Executors.newVirtualThreadPerTaskExecutor()} and {@code newThreadPerTaskExecutor(ThreadFactory)},
 * on JDK 21 and later.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@code ThreadPerTaskExecutor.start(Thread)}: a task's thread is started
 *   <li>{@code run()} of {@code TaskRunner} and {@code ThreadBoundFuture}: its run
 *   <li>{@code ensureNotShutdown()}: refusals
 * </ul>
 *
 * <h2>Metrics</h2>
 *
 * Those of {@link io.sonde.agent.instrumentation.executor}. The wait is from the start of the
 * thread until it runs for the first time: virtual threads wait for a carrier. {@code
 * executor_active_threads} are the threads that run, mounted or not, {@code executor_queued_tasks}
 * those that were started and have not run yet, {@code executor_pool_size_threads} both. There is
 * no limit. The name is that of the threads without their number; {@code virtual} if they have
 * none.
 *
 * <p>Nothing is kept in a thread, for there may be a million of them, unless a request started it.
 *
 * <h2>What is not measured</h2>
 *
 * Virtual threads that are started by other means ({@code Thread.startVirtualThread}, structured
 * concurrency); that one is pinned; what was started before Sonde was attached.
 */
package io.sonde.agent.instrumentation.executor.perthread;
