/**
 * Tomcat's own thread pool, on which its connectors serve requests: {@code
 * org.apache.tomcat.util.threads.ThreadPoolExecutor} from 8.5.7x, 9.0.5x and 10.1 on, where it is a
 * copy of the JDK's class and no longer a subclass.
 *
 * <h2>What is woven</h2>
 *
 * <ul>
 *   <li>{@code execute(Runnable)}: a task's submission
 *   <li>{@code beforeExecute(Thread, Runnable)} and {@code afterExecute(Runnable, Throwable)}:
 *       start and end of the run
 *   <li>{@code reject(Runnable)}: what its handler does not throw for
 *   <li>{@code remove(Runnable)}: tasks taken out again
 * </ul>
 *
 * Where the class is a subclass of the JDK's, the JDK's methods are what is measured.
 *
 * <h2>Metrics</h2>
 *
 * Those of {@link io.sonde.agent.instrumentation.executor}. A connector's task is whatever it does
 * with a socket, the request included: its wait is the time that a readable socket waited for a
 * thread.
 *
 * <p>A task that the pool refuses at first and its {@code TaskQueue} then takes is no refusal: it
 * waits from its submission on. Of a caller that runs the task itself ({@code CallerRunsPolicy}),
 * the refusal counts and no run.
 *
 * <h2>What is not measured</h2>
 *
 * The wait of tasks submitted by {@code execute(Runnable, long, TimeUnit)}, deprecated in 9 and
 * gone in 10.1; they have a run. Connectors that run on virtual threads or on an executor of
 * another class.
 */
package io.sonde.agent.instrumentation.executor.tomcat;
