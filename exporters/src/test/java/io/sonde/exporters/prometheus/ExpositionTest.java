package io.sonde.exporters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The golden files beside this class are the contract: each meter type, escapes and overflow. */
final class ExpositionTest {

  @Test
  void textFormat_ofEveryMeterType_isGolden() throws IOException {
    String text = write(everyMeterType(), TextFormat.CONTENT_TYPE_004);
    assertThat(text).isEqualTo(golden("every-type.prom"));
    assertThat(text).doesNotContain("_created");
  }

  @Test
  void openMetrics_ofEveryMeterType_isGoldenAndStrict() throws IOException {
    String text = write(everyMeterType(), TextFormat.CONTENT_TYPE_OPENMETRICS_100);
    assertThat(text).isEqualTo(golden("every-type.openmetrics"));
    new OpenMetricsChecker(text).check();
  }

  @Test
  void openMetrics_ofOddNamesAndValues_isStrict() throws IOException {
    SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
    String odd = "\u0000\"\\\n\r\t{}=,# é\u2028\ud83d\ude00";
    registry.counter("1 odd " + odd, "k " + odd, odd, "k-" + odd, odd).increment();
    registry.timer("__t", "le", "x", "__name__", "y").record(Duration.ofNanos(1));
    Gauge.builder("g", () -> Double.POSITIVE_INFINITY).description(odd).register(registry);
    new OpenMetricsChecker(write(registry, TextFormat.CONTENT_TYPE_OPENMETRICS_100)).check();
  }

  @Test
  void numbersAndLabels_ofEveryKind_areWrittenAsSimpleclientDoes() throws IOException {
    SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
    double[] values = {
      0,
      -0.0,
      1,
      -1,
      0.1,
      1e-3,
      9.99e-4,
      9_999_999,
      9_999_999.5,
      1e7,
      -1e7,
      12_345_678,
      1e15,
      2e300,
      Double.MIN_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      Gauge.builder("number", () -> value).tag("i", "value " + i).register(registry);
    }
    registry.counter("text", "label", "a\\b\"c\nd é \u20ac \ud83d\ude00 lone \ud83d").increment();
    FunctionCounter.builder("sonde.overflow", 3, Integer::doubleValue)
        .tag("metric", "table")
        .register(registry);
    for (int i = 0; i < 2_000; i++) {
      registry.counter("many", "i", "series number " + i).increment(i);
    }
    Gauge.builder("family.without.a.value", () -> Double.NaN).register(registry);
    Gauge.builder("family.that.throws", ExpositionTest::thrown).register(registry);
    Timer unused = Timer.builder("unused").tag("a", "x").tag("b", "\"y\"").register(registry);
    assertThat(unused.count()).isZero();
    FunctionTimer.builder("sum", 4, Integer::longValue, number -> Double.NaN, TimeUnit.SECONDS)
        .tags("a", "x", "b", "y")
        .register(registry);
    DistributionSummary.builder("fractions").tag("a", "").register(registry).record(0.3);
    assertThat(write(registry, TextFormat.CONTENT_TYPE_004)).contains("text_total");
    assertThat(write(registry, TextFormat.CONTENT_TYPE_OPENMETRICS_100)).endsWith("# EOF\n");
  }

  @Test
  void registry_withoutASeries_isWrittenAsSimpleclientDoes() throws IOException {
    SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
    assertThat(write(registry, TextFormat.CONTENT_TYPE_004)).isEmpty();
    assertThat(write(registry, TextFormat.CONTENT_TYPE_OPENMETRICS_100)).isEqualTo("# EOF\n");
  }

  private static double thrown() {
    throw new IllegalStateException("unreadable");
  }

  private static SondeMeterRegistry everyMeterType() {
    SondeMeterRegistry registry =
        RegistryOptions.defaults().withMaxSeriesPerMetric(2).openRegistry();
    Timer timer =
        Timer.builder("executor.idle")
            .description("Time from submission to start. Second sentence.")
            .tag("name", "pool-1")
            .serviceLevelObjectives(Duration.ofNanos(100_000), Duration.ofSeconds(1))
            .register(registry);
    timer.record(100, TimeUnit.MICROSECONDS);
    timer.record(100_001, TimeUnit.NANOSECONDS);
    timer.record(1_500, TimeUnit.MILLISECONDS);
    DistributionSummary rows =
        DistributionSummary.builder("db.client.response.returned_rows")
            .serviceLevelObjectives(5.0, 10.0)
            .register(registry);
    rows.record(0);
    rows.record(7);
    rows.record(11);
    Counter.builder("executor.rejected").baseUnit("tasks").register(registry).increment(3);
    FunctionCounter.builder("executor.completed", 12, Integer::doubleValue)
        .baseUnit("tasks")
        .tag("name", "back\\slash \"quoted\"\nnext line")
        .description("Tasks that ended.\nAnd \\ more")
        .register(registry);
    Gauge.builder("jvm.memory.used", () -> 1.5e9).baseUnit("bytes").register(registry);
    TimeGauge.builder("process.uptime", () -> 2_500, TimeUnit.MILLISECONDS).register(registry);
    FunctionTimer.builder(
            "compile", 4, Integer::longValue, number -> 2_000.0, TimeUnit.MILLISECONDS)
        .register(registry);
    LongTaskTimer.builder("batch").register(registry);
    Meter.builder("odd", Meter.Type.OTHER, List.of(new Measurement(() -> 5.0, Statistic.VALUE)))
        .register(registry);
    for (int i = 0; i < 5; i++) {
      registry.counter("routes", "route", "r" + i).increment();
    }
    return registry;
  }

  private static String write(SondeMeterRegistry registry, String contentType) throws IOException {
    CollectorRegistry collectors = new CollectorRegistry();
    collectors.register(new RegistryCollector(registry));
    ByteArrayOutputStream reference = new ByteArrayOutputStream();
    try (Writer encoder = new OutputStreamWriter(reference, StandardCharsets.UTF_8)) {
      TextFormat.writeFormat(contentType, encoder, collectors.metricFamilySamples());
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ExpositionText exposition =
        ExpositionWriter.write(
            registry, contentType.equals(TextFormat.CONTENT_TYPE_OPENMETRICS_100));
    exposition.writeTo(written);
    String text = written.toString(StandardCharsets.UTF_8);
    assertThat(text)
        .as("beside what simpleclient writes")
        .isEqualTo(reference.toString(StandardCharsets.UTF_8));
    assertThat(written.toByteArray()).isEqualTo(reference.toByteArray());
    assertThat(exposition.length()).isEqualTo(written.size());
    return text;
  }

  private static String golden(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExpositionTest.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
