package io.sonde.testapp.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The calls of {@link ProbeBenchmark} with other memory written between them, as an application's
 * own work does: what probes read is then no longer in the first caches. The floor writes the same
 * memory and reads the clock twice; what a call costs is the difference.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ColdBenchmark {

  private static final int LONGS_OF_A_LINE = 8;

  /** How much is written between two calls. */
  @Param("1024")
  public int kilobytes;

  private long[] others = {};

  /** Called by JMH. */
  public ColdBenchmark() {}

  private void work() {
    if (others.length == 0) {
      others = new long[kilobytes * 1024 / Long.BYTES];
    }
    long[] lines = others;
    for (int i = 0; i < lines.length; i += LONGS_OF_A_LINE) {
      lines[i]++;
    }
  }

  /** The other memory and two clock reads. */
  @Benchmark
  public long floor() {
    work();
    long start = System.nanoTime();
    return System.nanoTime() - start;
  }

  /** Execution of a prepared statement. */
  @Benchmark
  public void jdbc(ProbeBenchmark.Caller caller) {
    work();
    ProbeBenchmark.execute(caller.host);
  }

  /** A request at a servlet. */
  @Benchmark
  public void servlet(ProbeBenchmark.Caller caller) {
    work();
    ProbeBenchmark.serve(caller.host);
  }

  /** A connection is taken from a pool and given back. */
  @Benchmark
  public void pool(ProbeBenchmark.Caller caller) {
    work();
    ProbeBenchmark.lend(caller.host);
  }

  /** A task is submitted, begins and ends. */
  @Benchmark
  public Object executor(ProbeBenchmark.Caller caller) {
    work();
    ProbeBenchmark.Task task = new ProbeBenchmark.Task();
    ProbeBenchmark.task(caller.host, task);
    return task;
  }
}
