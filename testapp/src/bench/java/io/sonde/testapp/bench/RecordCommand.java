package io.sonde.testapp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code bench record}: JMH, a fork for each benchmark, number of threads and round; the rounds in
 * turn, so that each ratio is one of neighbours.
 */
final class RecordCommand {

  private static final List<String> BENCHMARKS =
      List.of(
          "RecordBenchmark.floor",
          "RecordBenchmark.sonde",
          "RecordBenchmark.hdrOneWriter",
          "RecordBenchmark.hdrRecorder",
          "RecordBenchmark.micrometer",
          "RecordBenchmark.simpleclient",
          "RecordBenchmark.openTelemetry",
          "ProbeBenchmark.floor",
          "ProbeBenchmark.jdbc",
          "ProbeBenchmark.servlet",
          "ProbeBenchmark.httpclient",
          "ProbeBenchmark.pool",
          "ProbeBenchmark.request",
          "ProbeBenchmark.floorOfTask",
          "ProbeBenchmark.executor",
          "ColdBenchmark.floor",
          "ColdBenchmark.jdbc",
          "ColdBenchmark.servlet",
          "ColdBenchmark.pool",
          "ColdBenchmark.executor",
          "StampBenchmark.floor",
          "StampBenchmark.identityTable",
          "StampBenchmark.weakTable",
          "StampBenchmark.queueOrder");

  private final Map<String, Sample> nanos = new TreeMap<>();
  private final Map<String, Sample> cpuNanos = new TreeMap<>();
  private final Map<String, Sample> bytes = new TreeMap<>();
  private final int iterations;
  private final int iterationMillis;
  private final int coldKilobytes;

  private RecordCommand(int iterations, int iterationMillis, int coldKilobytes) {
    this.iterations = iterations;
    this.iterationMillis = iterationMillis;
    this.coldKilobytes = coldKilobytes;
  }

  /** Where the costs of one call are left for {@code bench overhead}. */
  static Path costs() {
    return Places.WORK.resolve("record.csv");
  }

  static void run(Options options) throws RunnerException, IOException {
    int rounds = options.number("rounds", 5);
    List<Integer> threads =
        Arrays.stream(options.text("threads", "1,2,8").split(",", -1))
            .map(Integer::valueOf)
            .toList();
    RecordCommand command =
        new RecordCommand(
            options.number("iterations", 3),
            options.number("iteration-millis", 500),
            options.number("cold-kilobytes", 1024));
    String only = options.text("only", "");
    options.complete();
    for (int round = 0; round < rounds; round++) {
      for (int count : threads) {
        for (String benchmark : BENCHMARKS) {
          if (benchmark.contains(only)) {
            command.once(benchmark, count);
          }
        }
      }
    }
    command.print(threads, rounds);
  }

  private void once(String benchmark, int threads) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include("\\Q" + benchmark + "\\E$")
                    .param("kilobytes", Integer.toString(coldKilobytes))
                    .threads(threads)
                    .forks(1)
                    .warmupIterations(iterations)
                    .warmupTime(TimeValue.milliseconds(iterationMillis))
                    .measurementIterations(iterations)
                    .measurementTime(TimeValue.milliseconds(iterationMillis))
                    .addProfiler(GCProfiler.class)
                    .addProfiler(CpuProfiler.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle();
    add(nanos, benchmark, threads, result.getPrimaryResult().getScore());
    result
        .getSecondaryResults()
        .forEach(
            (name, value) -> {
              if (name.endsWith("gc.alloc.rate.norm")) {
                add(bytes, benchmark, threads, value.getScore());
              } else if (name.endsWith(CpuProfiler.LABEL)) {
                add(cpuNanos, benchmark, threads, value.getScore());
              }
            });
  }

  private static void add(
      Map<String, Sample> samples, String benchmark, int threads, double value) {
    samples.computeIfAbsent(key(benchmark, threads), ignored -> new Sample()).add(value);
  }

  private static String key(String benchmark, int threads) {
    return benchmark + "," + threads;
  }

  private void print(List<Integer> threads, int rounds) throws IOException {
    System.out.println(
        "\nCPU ns per call, median of "
            + rounds
            + " rounds [least .. most]; in multiples of the same round's two clock reads; elapsed ns"
            + " per call of one thread; bytes allocated per call. Cold: "
            + coldKilobytes
            + " KB of other memory are written before each call");
    Table table =
        new Table(
            "benchmark", "threads", "CPU ns", "x floor", "above floor", "elapsed ns", "bytes");
    List<String> costs = new ArrayList<>();
    for (String benchmark : BENCHMARKS) {
      for (int count : threads) {
        String key = key(benchmark, count);
        Sample cpu = cpuNanos.get(key);
        Sample elapsed = nanos.get(key);
        Sample allocated = bytes.get(key);
        Sample floor =
            cpuNanos.get(key(benchmark.substring(0, benchmark.indexOf('.')) + ".floor", count));
        if (cpu != null && elapsed != null) {
          table.row(
              benchmark,
              Integer.toString(count),
              cpu.text("%.1f"),
              floor == null ? "" : cpu.over(floor).text("%.2f"),
              floor == null ? "" : cpu.minus(floor).text("%.0f"),
              elapsed.text("%.1f"),
              allocated == null ? "" : String.format("%.2f", allocated.median()));
          costs.add(key + "," + cpu.median());
        }
      }
    }
    table.print();
    Files.write(costs(), costs);
  }
}
