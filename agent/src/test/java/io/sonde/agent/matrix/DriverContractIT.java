package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sonde.host.driver.DriverProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.MariaDbServer;
import io.sonde.testing.PostgresServer;
import io.sonde.testing.SideBySide;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every JDBC driver must show, as the program that used it counted it. */
class DriverContractIT {

  private static final String CALLS = "db_client_operation_duration_seconds";
  private static final String ROWS = "db_client_response_returned_rows";

  /** Drivers, and wrappers around one. */
  private static final int DRIVERS = 9;

  private static final String DISABLED = "disabled";

  private static @Nullable PostgresServer postgres;
  private static @Nullable MariaDbServer mariaDb;

  @TempDir private File folder;

  @BeforeAll
  static void startServers() throws Exception {
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(
          PostgresServer.isInstalled() && MariaDbServer.isInstalled(),
          "PostgreSQL or MariaDB is not installed");
    }
    String[] runs =
        Stream.concat(Libraries.matrix().map(DriverContractIT::run), Stream.of(DISABLED))
            .toArray(String[]::new);
    postgres = PostgresServer.start();
    for (String run : runs) {
      postgres.createDatabase("truth_" + run);
    }
    mariaDb =
        MariaDbServer.start(
            Stream.of(runs)
                .flatMap(run -> Stream.of("truth_mariadb_" + run, "truth_mysql_" + run))
                .toArray(String[]::new));
  }

  @AfterAll
  static void stopServers() throws Exception {
    try (PostgresServer first = postgres;
        MariaDbServer second = mariaDb) {
      postgres = null;
      mariaDb = null;
    }
  }

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  private static String run(Arguments arguments) {
    return run((Jdk) arguments.get()[0], (Age) arguments.get()[1]);
  }

  private static String run(Jdk jdk, Age age) {
    return age + "_" + jdk.feature();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("matrix")
  void drivers_callsErrorsAndRows_equalTheProgramsOwn(Jdk jdk, Age age) throws IOException {
    File work = new File(folder, run(jdk, age));
    assertThat(work.mkdir()).isTrue();
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .jvm("-Dderby.system.home=" + work)
            .sonde()
            .classPath(Libraries.classPath("drivers", age))
            .in(work)
            .run(
                DriverProgram.class,
                work.toString(),
                run(jdk, age),
                postgres.address(),
                mariaDb.address())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Truth truth = Truth.of(jvm.stdout());
      assertThat(truth.seconds).hasSize(DRIVERS);
      Exposition metrics = Exposition.fresh(sonde);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(calls(metrics)).isEqualTo(truth.calls);
      soft.assertThat(rows(metrics)).isEqualTo(truth.rows);
      truth.seconds.forEach(
          (driver, seconds) ->
              soft.assertThat(seconds(metrics, driver)).as(driver).isBetween(1e-6, seconds));
      soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      new GoldenScrape()
          .where(run(jdk, age), "RUN")
          .assertSame(soft, "drivers-" + age, sonde, "db_client_operation", "db_client_response");
      soft.assertAll();
    }
  }

  @Test
  void drivers_disabled_areAsTheirJarsHaveThem() throws IOException {
    Jdk jdk = Jdk.all().get(0);
    File work = new File(folder, DISABLED);
    assertThat(work.mkdir()).isTrue();
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .jvm("-Dderby.system.home=" + work)
            .sonde("disable=jdbc+pool")
            .jvm(ChangedClasses.option(folder.toPath(), "java.sql.", "org.", "com.", "net."))
            .classPath(Libraries.classPath("drivers", Age.NEWEST))
            .in(work)
            .run(
                DriverProgram.class,
                work.toString(),
                DISABLED,
                postgres.address(),
                mariaDb.address())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      assertThat(Truth.of(jvm.stdout()).seconds).hasSize(DRIVERS);
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(CALLS + "_count")).isEmpty();
    }
  }

  private static Map<String, Long> calls(Exposition metrics) {
    Map<String, Long> calls = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(CALLS + "_count")) {
      Map<String, String> labels = sample.labels();
      String error = labels.get("error_type");
      calls.merge(
          String.join(
              " ",
              labels.get("db_system_name"),
              labels.get("db_namespace"),
              labels.get("db_query_summary").replace(' ', '_'),
              error.isEmpty() ? "-" : error),
          (long) sample.value(),
          Long::sum);
    }
    return calls;
  }

  /** Result sets and rows by system and operation. */
  private static Map<String, String> rows(Exposition metrics) {
    Map<String, String> rows = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(ROWS + "_count")) {
      String system = sample.labels().get("db_system_name");
      String operation = sample.labels().get("db_operation_name");
      double sum =
          metrics.value(ROWS + "_sum", "db_system_name", system, "db_operation_name", operation);
      rows.put(system + ' ' + operation, (long) sample.value() + " " + (long) sum);
    }
    return rows;
  }

  private static double seconds(Exposition metrics, String driver) {
    String[] words = driver.split(" ", -1);
    return metrics.sum(CALLS + "_sum", "db_system_name", words[0], "db_namespace", words[1]);
  }

  /** What the program counted; several databases of a system share their rows. */
  private record Truth(
      Map<String, Long> calls, Map<String, String> rows, Map<String, Double> seconds) {

    static Truth of(String stdout) {
      Truth truth = new Truth(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
      stdout.lines().map(line -> line.split(" ", -1)).forEach(truth::add);
      return truth;
    }

    private void add(String[] words) {
      switch (words[0]) {
        case "call" ->
            calls.put(
                String.join(" ", words[1], words[2], words[3], words[4]), Long.valueOf(words[5]));
        case "rows" ->
            rows.merge(words[1] + ' ' + words[3], words[4] + " " + words[5], Truth::plus);
        case "time" -> seconds.put(words[1] + ' ' + words[2], Double.parseDouble(words[3]) / 1e9);
        default -> {
          // a library's own output
        }
      }
    }

    private static String plus(String one, String two) {
      String[] a = one.split(" ", -1);
      String[] b = two.split(" ", -1);
      return (Long.parseLong(a[0]) + Long.parseLong(b[0]))
          + " "
          + (Long.parseLong(a[1]) + Long.parseLong(b[1]));
    }
  }
}
