package io.sonde.exporters.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrometheusNamesTest {

  @ParameterizedTest
  @CsvSource({
    "executor.idle, HISTOGRAM, seconds, executor_idle_seconds",
    "http.server.request.duration, HISTOGRAM, seconds, http_server_request_duration_seconds",
    "executor.active, GAUGE, threads, executor_active_threads",
    "executor.completed, COUNTER, tasks, executor_completed_tasks_total",
    "db.client.connection.timeouts, COUNTER, '', db_client_connection_timeouts_total",
    "already_total, COUNTER, '', already_total",
    "sonde.transform.seconds, COUNTER, seconds, sonde_transform_seconds_total",
    "sonde.transform, COUNTER, seconds, sonde_transform_seconds_total",
    "jvm.memory.used, GAUGE, bytes, jvm_memory_used_bytes",
    "2xx-é, GAUGE, '', _2xx__",
    "ns:rule, GAUGE, '', ns:rule"
  })
  void family_ofAMeter_followsTheContract(
      String meter, MetricType type, String unit, String expected) {
    assertThat(PrometheusNames.family(meter, type, unit)).isEqualTo(expected);
  }

  @Test
  void labels_outsideTheAlphabet_becomeValidAndStayDistinct() {
    Meter.Id id =
        new Meter.Id(
            "m",
            Tags.of("a.b", "1", "a_b", "2", "__x", "3", "le", "4", "9", "5"),
            null,
            null,
            Meter.Type.TIMER);
    Labels labels = PrometheusNames.labels(id, MetricType.HISTOGRAM);
    assertThat(labels.names()).doesNotHaveDuplicates().contains("exported_le", "_x", "_9");
    assertThat(labels.names()).allMatch(name -> name.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
    assertThat(labels.values()).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
  }

  @Test
  void help_ofADescription_isItsFirstSentence() {
    Meter.Id id = new Meter.Id("m", Tags.empty(), null, "One. Two.", Meter.Type.GAUGE);
    assertThat(PrometheusNames.help(id)).isEqualTo("One.");
    Meter.Id bare = new Meter.Id("m.n", Tags.empty(), null, null, Meter.Type.GAUGE);
    assertThat(PrometheusNames.help(bare)).isEqualTo("m.n");
  }
}
