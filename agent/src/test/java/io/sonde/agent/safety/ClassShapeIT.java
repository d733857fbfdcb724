package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rewritten classes look, to reflection, serialisation and stack walks, as they were written. */
final class ClassShapeIT {

  private static final List<String> CLASSES =
      List.of(
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ScheduledThreadPoolExecutor",
          "io.sonde.agent.safety.CountingPool",
          "sun.net.www.protocol.http.HttpURLConnection",
          "sun.net.www.protocol.https.HttpsURLConnectionImpl",
          "sun.net.www.protocol.https.AbstractDelegateHttpsURLConnection",
          "jdk.internal.net.http.HttpClientImpl",
          "jdk.internal.net.http.HttpClientFacade",
          "jdk.internal.net.http.MultiExchange",
          "org.h2.Driver",
          "org.h2.jdbc.JdbcConnection",
          "org.h2.jdbc.JdbcStatement",
          "org.h2.jdbc.JdbcPreparedStatement",
          "org.h2.jdbc.JdbcCallableStatement",
          "org.h2.jdbc.JdbcResultSet",
          "org.h2.jdbcx.JdbcDataSource",
          "org.h2.jdbcx.JdbcConnectionPool",
          "jakarta.servlet.GenericServlet",
          "jakarta.servlet.http.HttpServlet",
          "org.apache.catalina.servlets.DefaultServlet",
          "org.apache.catalina.filters.ExpiresFilter");

  /** How many classes of the list are rewritten at least, so that equality proves something. */
  private static final Map<String, Integer> REWRITTEN =
      Map.of("executor", 2, "httpclient.jdk", 4, "jdbc", 6, "servlet", 2);

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private static String classPath() {
    return HostRun.programs() + HostRun.libraries("h2-", "tomcat-", "HikariCP", "slf4j-api");
  }

  private static HostRun run(Jdk jdk, Class<?> program, String... options) {
    return HostRun.on(jdk).with(options).main(classPath(), program, CLASSES.toArray(new String[0]));
  }

  private static Exposition compare(Jdk jdk, Class<?> program) {
    Outcome plain = run(jdk, program).end();
    assertThat(plain.exitCode()).as("%s", plain).isZero();
    AtomicReference<Exposition> metrics = new AtomicReference<>(new Exposition(List.of()));
    run(jdk, program, HostRun.agent())
        .endAfterSondeLine(line -> metrics.set(Exposition.of(HostRun.address(line))))
        .assertSameHostAs(plain);
    assertThat(metrics.get().sum("sonde_suppressed_errors_total")).isZero();
    return metrics.get();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void rewrittenClasses_membersAnnotationsAndSerialForm_areUnchanged(Jdk jdk) {
    Exposition metrics = compare(jdk, ShapeDump.class);
    List<String> missing = new ArrayList<>();
    REWRITTEN.forEach(
        (technology, least) -> {
          double count = metrics.sum("sonde_instrumented_classes", "technology", technology);
          if (count < least) {
            missing.add(technology + ": " + count + " of " + least);
          }
        });
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void rewrittenMethods_stackFramesAndCallers_areUnchanged(Jdk jdk) {
    Exposition metrics = compare(jdk, FramesDump.class);
    assertThat(metrics.sum("sonde_instrumented_classes", "technology", "jdbc")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void generatedClasses_areLeftAlone(Jdk jdk) {
    Exposition metrics = compare(jdk, GeneratedClasses.class);
    assertThat(metrics.sum("sonde_instrumented_classes", "technology", "jdbc")).isZero();
  }
}
