/**
 * Jetty's thread pool: {@code org.eclipse.jetty.util.thread.QueuedThreadPool}, 9.4 to 12.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@code execute(Runnable)}: a job's submission
 *   <li>{@code runJob(Runnable)}: its run
 * </ul>
 *
 * <h2>Metrics</h2>
 *
 * Those of {@link io.sonde.agent.instrumentation.executor}. The name of a pool that was given none,
 * {@code qtp} and a number of this run, is {@code qtp}. The thread counts are those of Jetty, in
 * which selectors and acceptors are busy threads.
 *
 * <p>Much of what Jetty hands to its pool is no task: selectors, acceptors, and strategies that
 * look for work and do what they find, for as long as there is any. Every job has a wait, for what
 * waits there is work; a run, an outcome and a place in a request's account have only jobs that are
 * none of Jetty's machinery: not the classes of {@code org.eclipse.jetty.util.thread}, the producer
 * of {@code ManagedSelector}, {@code AbstractConnector}'s acceptors. So waits may be more than
 * runs.
 *
 * <h2>What is not measured</h2>
 *
 * What is handed over by {@code tryExecute} to a thread that is reserved for it: it does not wait.
 * Jetty's {@code ExecutorThreadPool} is a {@code ThreadPoolExecutor} inside and measured as such.
 */
package io.sonde.agent.instrumentation.executor.jetty;
