package io.sonde.testapp.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.PostgresServer;
import io.sonde.testing.SideBySide;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements as the shop and a program of known calls count them, on H2 and on PostgreSQL. */
class DatabaseTruthIT {

  private static final String COUNT = "db_client_operation_duration_seconds_count";

  /** Where p6spy writes its log. */
  @TempDir File folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void shopOnH2_statements_equalTheShopsOwn(Jdk jdk) throws Exception {
    // no job of the shop's own executes anything between the two readings
    try (RunningShop shop = RunningShop.start(jdk, "--cron-period", "0s")) {
      shop.load("--rate", "40", "--duration", "10s", "--mix", "default");
      assertStatements(shop, "h2database");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void shopOnPostgres_statements_equalTheShopsOwn(Jdk jdk) throws Exception {
    requirePostgres();
    try (PostgresServer postgres = PostgresServer.start();
        RunningShop shop =
            RunningShop.start(
                jdk,
                "--cron-period",
                "0s",
                "--db",
                "postgres",
                "--db-url",
                postgres.jdbcUrl(),
                "--db-user",
                "shop")) {
      shop.load("--rate", "40", "--duration", "10s", "--mix", "default");
      assertStatements(shop, "postgresql");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void programOnH2_countsErrorsAndLabels_areExact(Jdk jdk) throws Exception {
    assertProgram(jdk, "jdbc:h2:mem:truth;DB_CLOSE_DELAY=-1", "sa", "h2database");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void programOnPostgres_countsErrorsAndLabels_areExact(Jdk jdk) throws Exception {
    requirePostgres();
    try (PostgresServer postgres = PostgresServer.start()) {
      assertProgram(jdk, postgres.jdbcUrl(), "shop", "postgresql");
    }
  }

  private static void assertStatements(RunningShop shop, String system) throws Exception {
    JsonNode truth = shop.truth();
    Exposition metrics = shop.metrics();
    Map<String, Long> executed = new TreeMap<>();
    truth
        .get("statements")
        .properties()
        .forEach(entry -> executed.put(entry.getKey(), entry.getValue().get("count").asLong()));
    truth
        .get("transactions")
        .properties()
        .forEach(entry -> executed.put(upper(entry.getKey()), entry.getValue().asLong()));
    assertThat(counts(metrics, "db_system_name", system)).isEqualTo(executed);
    assertThat(metrics.sum(COUNT)).isEqualTo(metrics.sum(COUNT, "db_system_name", system));
    assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
  }

  private void assertProgram(Jdk jdk, String url, String user, String system) throws Exception {
    try (ForkedJvm jvm = ForkedJvm.on(jdk).sonde().in(folder).run(JdbcProgram.class, url, user)) {
      String sonde = jvm.awaitSonde();
      String truth = jvm.awaitStdout(line -> line.startsWith("{"));
      Exposition metrics = Exposition.of(sonde);

      Map<String, Long> executed = new TreeMap<>();
      RunningShop.JSON
          .readTree(truth)
          .properties()
          .forEach(entry -> executed.put(entry.getKey(), entry.getValue().asLong()));
      Map<String, Long> measured = new TreeMap<>();
      for (Exposition.Sample sample : metrics.all(COUNT)) {
        assertThat(sample.labels()).containsEntry("db_system_name", system);
        measured.merge(
            sample.labels().get("db_query_summary")
                + (sample.labels().get("error_type").isEmpty() ? "" : " failed"),
            (long) sample.value(),
            Long::sum);
      }
      assertThat(measured).isEqualTo(executed);
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      jvm.terminate();
    }
  }

  private static Map<String, Long> counts(Exposition metrics, String label, String value) {
    Map<String, Long> counts = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(COUNT, label, value)) {
      counts.merge(sample.labels().get("db_operation_name"), (long) sample.value(), Long::sum);
    }
    return counts;
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static void requirePostgres() {
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
    }
  }
}
