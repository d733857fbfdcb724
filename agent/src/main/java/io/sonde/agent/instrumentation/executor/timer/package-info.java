/**
 * The JDK's timers: {@link java.util.Timer}.
 *
 * <p>One loop of the timer's thread takes a task out of the timer's queue and calls its {@code
 * run()}, which is the application's. So the run is known by what the loop calls of the queue, just
 * before and just after: whatever the task's class is, and wherever else its {@code run()} may be
 * called from.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@code TaskQueue.removeMin()} and {@code rescheduleMin(long)}: the thread takes the task
 *       that is due, and runs it unless it was cancelled
 *   <li>{@code TaskQueue.isEmpty()}: the task has returned, and the thread looks for the next one
 *   <li>{@code TaskQueue.clear()}: the task has thrown something, which ends the timer
 *   <li>{@link java.util.Timer#cancel()}: clears the queue too; a task may call it
 *   <li>{@code Timer.sched(TimerTask, long, long)}, which every {@code schedule} calls: refusals,
 *       and tasks whose time is over already
 * </ul>
 *
 * When a task is due and whether it was cancelled is read from the task's fields, under the locks
 * that the timer's thread has then; {@code java.util} is opened to Sonde's own module for it.
 *
 * <h2>Metrics</h2>
 *
 * Those of {@link io.sonde.agent.instrumentation.executor}.
 *
 * <ul>
 *   <li>The wait is from the time the task was due, or from its submission if that was later. Both
 *       are read from the wall clock, by which timers go: so it is right to a millisecond, and to
 *       the amount by which the clock is corrected meanwhile. A run whose wait began before the
 *       clock was set by a second or more has no wait; nor if the machine was suspended. Of more
 *       than 10,000 tasks submitted after their time, the wait of the others is too long; they are
 *       counted as what a bound dropped.
 *   <li>The outcome is {@code error} if the task threw, which ends the timer. What is submitted to
 *       a timer that has ended, for that reason or because it was cancelled, is a refusal; a task
 *       submitted twice, or with a time that is none, is not.
 *   <li>{@code executor_queued_tasks} is what is in the queue: tasks that wait for their time,
 *       cancelled ones not yet taken out, and periodic ones also while they run. A timer has one
 *       thread, which is active while a task runs.
 * </ul>
 *
 * <h2>What is not measured</h2>
 *
 * The run that is under way when Sonde is attached. What a run of a request's task costs is not the
 * request's: as with scheduled pools, it comes later. An {@code InterruptedException} that a task
 * throws without declaring it is a success: the timer goes on. The run ends when the timer's thread
 * has the queue's lock again.
 */
package io.sonde.agent.instrumentation.executor.timer;
