/**
 * JBoss's executor, on which Undertow and WildFly run requests: {@code
 * org.jboss.threads.EnhancedQueueExecutor}, 2.3 to 3.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@code tryExecute}: a task's submission; its argument is what runs later, the executor's
 *       own wrapper of the application's task
 *   <li>{@code safeRun(Runnable)} of version 2, {@code Task.run()} of version 3: the run
 *   <li>{@code rejectQueueFull}, {@code rejectShutdown}, {@code rejectNoThread}, {@code
 *       rejectException}: refusals, also of what is then handed on to another executor
 * </ul>
 *
 * <h2>Metrics</h2>
 *
 * Those of {@link io.sonde.agent.instrumentation.executor}. The number of active threads is counted
 * by Sonde: the executor itself does so only if it is told to.
 *
 * <h2>What is not measured</h2>
 *
 * Failures: what a task throws is taken by the executor's handler of exceptions, and counts as
 * success. Tasks that were submitted before Sonde was attached.
 */
package io.sonde.agent.instrumentation.executor.jboss;
