package io.sonde.testapp.bench;

import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.executor.ExecutorInstrumentation;
import io.sonde.agent.instrumentation.httpclient.jdk.JdkHttpInstrumentation;
import io.sonde.agent.instrumentation.jdbc.JdbcInstrumentation;
import io.sonde.agent.instrumentation.pool.PoolInstrumentation;
import io.sonde.agent.instrumentation.servlet.ServletInstrumentation;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.WorkListener;
import io.sonde.bootstrap.SondeHook;
import io.sonde.exporters.registry.Bounds;
import io.sonde.exporters.registry.RegistryOptions;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One call of each family, enter to exit through the hook, exactly as the inlined advice calls it,
 * around an empty body. The probes are the agent's own.
 *
 * <p>Before measuring, every family has run on every thread: the call sites in the hook have seen
 * all probes, as in a real application, so that no figure profits from a hook that knows one probe.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProbeBenchmark {

  private static final int MIXED_CALLS = 20_000;

  /** Of a request. */
  static final int STATEMENTS = 4;

  private static synchronized void install() {
    RequestLedger requests = new RequestLedger(WorkListener.NONE);
    requests.readCpuBy(ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
    ProbeContext context =
        new ProbeContext(
            RegistryOptions.defaults().openRegistry(),
            requests,
            Bounds.calls(),
            Bounds.waits(),
            new double[0]);
    new ServletInstrumentation().install(context);
    new JdbcInstrumentation().install(context);
    new PoolInstrumentation().install(context);
    new JdkHttpInstrumentation().install(context);
    new ExecutorInstrumentation().install(context);
  }

  static {
    install();
  }

  /** One thread's objects of the application. */
  @State(Scope.Thread)
  public static class Caller {

    final HostObjects host;

    /** Makes the objects, and has every family called. */
    public Caller() {
      try {
        host = new HostObjects();
      } catch (SQLException e) {
        throw new IllegalStateException("no database in memory", e);
      }
      for (int i = 0; i < MIXED_CALLS; i++) {
        execute(host);
        serve(host);
        send(host);
        lend(host);
        task(host, new Task());
      }
    }
  }

  /** What a pool is given: an object of its own each time, as an application makes them. */
  static final class Task implements Runnable {

    @Override
    public void run() {}
  }

  /** Two clock reads: the floor. */
  @Benchmark
  public long floor() {
    long start = System.nanoTime();
    return System.nanoTime() - start;
  }

  /** The floor of a task: three clock reads (submission, start, end) and a task. */
  @Benchmark
  public Object floorOfTask(Caller caller) {
    caller.host.submittedNanos = System.nanoTime();
    caller.host.startedNanos = System.nanoTime();
    caller.host.endedNanos = System.nanoTime();
    return new Task();
  }

  /** Execution of a prepared statement. */
  @Benchmark
  public void jdbc(Caller caller) {
    execute(caller.host);
  }

  /** A request at a servlet. */
  @Benchmark
  public void servlet(Caller caller) {
    serve(caller.host);
  }

  /**
   * A request that takes a connection, executes {@link #STATEMENTS} statements and gives it back:
   * all of these, and their account within the request.
   */
  @Benchmark
  public void request(Caller caller) {
    HostObjects host = caller.host;
    long token = SondeHook.enter(ProbeId.SERVLET_SERVICE, null, host.request, host.response);
    long lent = SondeHook.enter(ProbeId.POOL_GET, host.dataSource);
    SondeHook.exit(ProbeId.POOL_GET, lent, host.dataSource, null, host.connection, null);
    for (int i = 0; i < STATEMENTS; i++) {
      execute(host);
    }
    SondeHook.enter(ProbeId.POOL_RELEASE, host.connection);
    SondeHook.exit(ProbeId.SERVLET_SERVICE, token, null, host.request, host.response, null, null);
  }

  /** A call of the JDK's HTTP client. */
  @Benchmark
  public void httpclient(Caller caller) {
    send(caller.host);
  }

  /** A connection is taken from a pool and given back: two measurements. */
  @Benchmark
  public void pool(Caller caller) {
    lend(caller.host);
  }

  /** A task is submitted, begins and ends: two measurements. */
  @Benchmark
  public Object executor(Caller caller) {
    Task task = new Task();
    task(caller.host, task);
    return task;
  }

  static void execute(HostObjects host) {
    long token = SondeHook.enter(ProbeId.JDBC_EXECUTE, host.statement);
    SondeHook.exit(ProbeId.JDBC_EXECUTE, token, host.statement, null);
  }

  static void serve(HostObjects host) {
    long token = SondeHook.enter(ProbeId.SERVLET_SERVICE, null, host.request, host.response);
    SondeHook.exit(ProbeId.SERVLET_SERVICE, token, null, host.request, host.response, null, null);
  }

  private static void send(HostObjects host) {
    long token = SondeHook.enter(ProbeId.JDK_HTTP_CLIENT, host.client, host.clientRequest);
    SondeHook.exit(
        ProbeId.JDK_HTTP_CLIENT, token, host.client, host.clientRequest, host.clientResponse, null);
  }

  static void lend(HostObjects host) {
    long token = SondeHook.enter(ProbeId.POOL_GET, host.dataSource);
    SondeHook.exit(ProbeId.POOL_GET, token, host.dataSource, null, host.connection, null);
    SondeHook.enter(ProbeId.POOL_RELEASE, host.connection);
  }

  static void task(HostObjects host, Task task) {
    long token = SondeHook.enter(ProbeId.EXECUTOR_SUBMIT, host.executor, task);
    SondeHook.exit(ProbeId.EXECUTOR_SUBMIT, token, host.executor, task, null, null);
    SondeHook.enter(ProbeId.EXECUTOR_BEFORE, host.executor, Thread.currentThread(), task);
    SondeHook.enter(ProbeId.EXECUTOR_AFTER, host.executor, task, null);
  }
}
