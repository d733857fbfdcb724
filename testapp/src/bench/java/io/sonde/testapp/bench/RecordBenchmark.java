package io.sonde.testapp.bench;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.prometheus.client.CollectorRegistry;
import io.sonde.exporters.registry.Bounds;
import io.sonde.exporters.registry.RegistryOptions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One timed call: two clock reads and the recording of what lies between, by library. All
 * histograms have the bounds of Sonde's calls where they have bounds; all threads record into one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordBenchmark {

  private static final long HIGHEST_NANOS = 3_600_000_000_000L;
  private static final Attributes ATTRIBUTES =
      Attributes.of(AttributeKey.stringKey("route"), "/products/*");

  private final Timer sonde =
      Timer.builder("call")
          .tag("route", "/products/*")
          .register(RegistryOptions.defaults().openRegistry());
  private final Recorder recorder = new Recorder(HIGHEST_NANOS, 2);
  private final Timer micrometer =
      Timer.builder("call")
          .tag("route", "/products/*")
          .serviceLevelObjectives(Bounds.calls())
          .register(new SimpleMeterRegistry());
  private final io.prometheus.client.Histogram.Child simpleclient =
      io.prometheus.client.Histogram.build("call_seconds", "Calls")
          .labelNames("route")
          .buckets(boundSeconds())
          .register(new CollectorRegistry())
          .labels("/products/*");
  private final DoubleHistogram openTelemetry = openTelemetryHistogram();

  /** A histogram of one thread. */
  @State(Scope.Thread)
  public static class OneWriter {

    final Histogram histogram = new Histogram(HIGHEST_NANOS, 2);
  }

  private static double[] boundSeconds() {
    return Arrays.stream(Bounds.calls()).mapToDouble(bound -> bound.toNanos() / 1e9).toArray();
  }

  private static DoubleHistogram openTelemetryHistogram() {
    MetricReader reader =
        io.opentelemetry.sdk.metrics.export.PeriodicMetricReader.builder(new DroppingExporter())
            .setInterval(1, TimeUnit.HOURS)
            .build();
    List<Double> bounds = Arrays.stream(boundSeconds()).boxed().toList();
    return SdkMeterProvider.builder()
        .registerMetricReader(reader)
        .build()
        .get("bench")
        .histogramBuilder("call")
        .setUnit("s")
        .setExplicitBucketBoundariesAdvice(bounds)
        .build();
  }

  /** Two clock reads: the floor. */
  @Benchmark
  public long floor() {
    long start = System.nanoTime();
    return System.nanoTime() - start;
  }

  /** Sonde's timer. */
  @Benchmark
  public void sonde() {
    long start = System.nanoTime();
    sonde.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  /** HdrHistogram, each thread with its own. */
  @Benchmark
  public void hdrOneWriter(OneWriter own) {
    long start = System.nanoTime();
    own.histogram.recordValue(System.nanoTime() - start);
  }

  /** HdrHistogram's recorder that all threads share. */
  @Benchmark
  public void hdrRecorder() {
    long start = System.nanoTime();
    recorder.recordValue(System.nanoTime() - start);
  }

  /** Micrometer's timer with a histogram. */
  @Benchmark
  public void micrometer() {
    long start = System.nanoTime();
    micrometer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  /** Prometheus simpleclient's histogram. */
  @Benchmark
  public void simpleclient() {
    long start = System.nanoTime();
    simpleclient.observe((System.nanoTime() - start) / 1e9);
  }

  /** OpenTelemetry SDK's histogram. */
  @Benchmark
  public void openTelemetry() {
    long start = System.nanoTime();
    openTelemetry.record((System.nanoTime() - start) / 1e9, ATTRIBUTES);
  }
}
