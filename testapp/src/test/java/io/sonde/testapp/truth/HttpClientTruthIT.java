package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outgoing requests as the server that got them counted them. */
class HttpClientTruthIT {

  private static final String DURATION = "http_client_request_duration_seconds";

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void bothClients_counts_equalTheServersOwn(Jdk jdk) throws Exception {
    try (ForkedJvm jvm = ForkedJvm.on(jdk).sonde().run(HttpClientProgram.class)) {
      String sonde = jvm.awaitSonde();
      String truth = jvm.awaitStdout(line -> line.startsWith("{"));
      Exposition metrics = Exposition.of(sonde);

      Map<String, Long> expected = new TreeMap<>();
      RunningShop.JSON
          .readTree(truth)
          .properties()
          .forEach(entry -> expected.put(entry.getKey(), entry.getValue().asLong()));
      Map<String, Long> measured = new TreeMap<>();
      for (Exposition.Sample sample : metrics.all(DURATION + "_count")) {
        Map<String, String> labels = sample.labels();
        assertThat(labels).containsEntry("server_address", "127.0.0.1");
        measured.merge(
            labels.get("http_request_method")
                + " "
                + labels.get("http_response_status_code")
                + " "
                + labels.get("error_type"),
            (long) sample.value(),
            Long::sum);
      }
      assertThat(measured).isEqualTo(expected);
      assertThat(metrics.sum("http_client_active_requests")).isZero();
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
    }
  }
}
