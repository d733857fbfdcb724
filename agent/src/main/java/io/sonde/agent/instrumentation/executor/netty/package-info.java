/**
 * Netty's event loops, and its other executors of one thread: {@code
 * io.netty.util.concurrent.SingleThreadEventExecutor}, 4.1.77 to 4.2.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@code SingleThreadEventExecutor.addTask(Runnable)}: a task's submission, also by the loop
 *       itself
 *   <li>{@code AbstractEventExecutor.runTask(Runnable)}: its run
 * </ul>
 *
 * <h2>Metrics</h2>
 *
 * Those of {@link io.sonde.agent.instrumentation.executor}. The loops of a group are one by name. A
 * loop that runs no task may be busy with its channels, or wait for them: active threads are those
 * that run a task, and are counted by Sonde. A long wait says that handlers or tasks hold the loop
 * up.
 *
 * <h2>What is not measured</h2>
 *
 * What the loop does for channels; tasks that it runs later by its own schedule, unless they come
 * from another thread, whose request to schedule them is a task; tasks that were submitted before
 * Sonde was attached. Versions before 4.1.77, where no method of its own runs a task.
 */
package io.sonde.agent.instrumentation.executor.netty;
