package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.messaging.ArtemisBroker;
import io.sonde.host.messaging.JmsProgram;
import io.sonde.host.messaging.KafkaBroker;
import io.sonde.host.messaging.KafkaProgram;
import io.sonde.host.messaging.QpidBroker;
import io.sonde.host.messaging.RabbitProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients of message brokers must show, as the program that used them counted. */
class MessagingContractIT {

  private static final String OPERATIONS = "messaging_client_operation_duration_seconds";
  private static final String PROCESS = "messaging_process_duration_seconds";
  private static final String CONSUMED = "messaging_client_consumed_messages_total";
  private static final String LAG = "kafka_consumer_fetch_manager_records_lag";

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  /** What a producer waits for, whose clock has milliseconds: five times 50 of them, at least. */
  private static final double LINGER_SECONDS = 5 * 0.049;

  /** Of all clients: what each of them sends, is given and listens for. */
  private static final int CLIENT_CALLS = 8;

  /** Destinations of one system that are told apart. */
  private static final int MAX_NAMES = 256;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long POLL_NANOS = 50_000_000;

  /** What a consumer waits for in vain, whose clock has milliseconds: 50 of them, at least. */
  private static final double IN_VAIN_SECONDS = 0.049;

  private static final String JMS_FACTORY =
      "org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory";

  @TempDir private static Path kafkaFolder;
  @TempDir private static Path artemisFolder;
  @TempDir private static Path qpidFolder;
  @TempDir private static Path javaxFolder;
  private static RunningBroker kafka;
  private static RunningBroker artemis;
  private static RunningBroker qpid;

  @TempDir private Path folder;

  @BeforeAll
  static void startBrokers() throws IOException {
    JavaxPrograms.copy(JmsProgram.class.getPackageName(), javaxFolder);
    kafka = RunningBroker.start("kafka-broker", KafkaBroker.class, kafkaFolder);
    artemis = RunningBroker.start("artemis-broker", ArtemisBroker.class, artemisFolder);
    qpid = RunningBroker.start("qpid-broker", QpidBroker.class, qpidFolder);
  }

  @AfterAll
  static void stopBrokers() {
    for (RunningBroker broker : Arrays.asList(kafka, artemis, qpid)) {
      if (broker != null) {
        broker.close();
      }
    }
  }

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  static Stream<Arguments> corners() {
    return Libraries.corners();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void kafka_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .sonde()
            .classPath(Libraries.classPath("kafka", age))
            .run(KafkaProgram.class, kafka.address(), run(jdk, age))) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Map<String, String> lags = truth(jvm, "behind ");
      Exposition metrics = awaitGauges(sonde, lags);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(operations(metrics)).hasSizeGreaterThan(10);
      soft.assertThat(operations(metrics)).isEqualTo(truth(jvm, "operation "));
      soft.assertThat(processes(metrics)).isNotEmpty().isEqualTo(truth(jvm, "process "));
      soft.assertThat(consumed(metrics)).hasSize(3).isEqualTo(truth(jvm, "consumed "));
      assertTimes(soft, metrics, jvm);
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      new GoldenScrape()
          .where(run(jdk, age), "RUN")
          .assertSame(soft, "messaging-" + age, sonde, "messaging_", "kafka_");
      soft.assertAll();
    }
  }

  /** The oldest version is one of {@code javax.jms}, the newest one of {@code jakarta.jms}. */
  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void jms_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    String run = run(jdk, age);
    assertTruth(
        "messaging-jms-" + age,
        run,
        ForkedJvm.on(jdk)
            .sonde()
            .classPath(jmsClassPath(age))
            .run(JmsProgram.class, JMS_FACTORY, artemis.address(), run));
  }

  @ParameterizedTest
  @MethodSource("matrix")
  @SideBySide
  void rabbit_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    String run = run(jdk, age);
    assertTruth(
        "messaging-rabbit-" + age,
        run,
        ForkedJvm.on(jdk)
            .sonde()
            .classPath(Libraries.classPath("rabbit", age))
            .run(RabbitProgram.class, qpid.address(), run));
  }

  @ParameterizedTest
  @MethodSource("corners")
  @SideBySide
  void everyClient_callAfterWarmUp_allocatesWhatIsListed(Jdk jdk, Age age) throws IOException {
    Path own = Files.createDirectory(folder.resolve("steady"));
    String classPath =
        String.join(
            File.pathSeparator,
            jmsClassPath(age),
            Libraries.classPath("rabbit", age),
            Libraries.classPath("kafka", age));
    String name = "steady." + run(jdk, age);
    AllocationContractIT.assertProbes(
        jdk,
        own,
        classPath,
        List.of(
            "kafka=" + kafka.address() + ',' + name,
            "jms=" + artemis.address() + ',' + name,
            "rabbit=" + qpid.address() + ',' + name),
        CLIENT_CALLS);
  }

  @Test
  @SideBySide
  void queueNames_moreThanToldApart_shareOneAndEveryMessageIsCounted() throws IOException {
    try (ForkedJvm jvm =
        ForkedJvm.on(Jdk.all().get(0))
            .sonde()
            .classPath(Libraries.classPath("rabbit", Age.NEWEST))
            .run(RabbitProgram.class, qpid.address(), "many", "names")) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Exposition metrics = Exposition.fresh(sonde);
      assertThat(metrics.all(OPERATIONS + "_count")).hasSize(MAX_NAMES + 1);
      assertThat(metrics.sum(OPERATIONS + "_count")).isEqualTo(RabbitProgram.NAMES);
      double others = RabbitProgram.NAMES - MAX_NAMES;
      assertThat(metrics.sum(OPERATIONS + "_count", "messaging_destination_name", "other"))
          .isEqualTo(others);
      assertThat(metrics.value("sonde_overflow_total", "metric", "rabbitmq_labels"))
          .isEqualTo(others);
      assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
    }
  }

  private static String run(Jdk jdk, Age age) {
    return "jdk" + jdk.feature() + "." + age;
  }

  private static void assertTruth(String golden, String run, ForkedJvm running) throws IOException {
    try (ForkedJvm jvm = running) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      Exposition metrics = Exposition.fresh(sonde);
      SoftAssertions soft = new SoftAssertions();
      soft.assertThat(operations(metrics)).hasSizeGreaterThan(6);
      soft.assertThat(operations(metrics)).isEqualTo(truth(jvm, "operation "));
      soft.assertThat(processes(metrics)).hasSizeGreaterThan(2).isEqualTo(truth(jvm, "process "));
      soft.assertThat(consumed(metrics)).hasSizeGreaterThan(1).isEqualTo(truth(jvm, "consumed "));
      assertSingleTimes(soft, metrics, jvm);
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      new GoldenScrape().where(run, "RUN").assertSame(soft, golden, sonde, "messaging_");
      soft.assertAll();
    }
  }

  private static String jmsClassPath(Age age) {
    String path = Libraries.classPath("artemis", age);
    return age == Age.OLDEST ? javaxFolder + File.pathSeparator + path : path;
  }

  /** Times of clients that give the application one message at a time. */
  private static void assertSingleTimes(SoftAssertions soft, Exposition metrics, ForkedJvm jvm) {
    truth(jvm, "invain ")
        .forEach(
            (queue, nanos) ->
                soft.assertThat(
                        metrics.sum(
                            OPERATIONS + "_sum",
                            "messaging_destination_name",
                            "",
                            "messaging_operation_name",
                            "receive"))
                    .as("in vain")
                    .isBetween(IN_VAIN_SECONDS, seconds(nanos) + ROUNDING_SECONDS));
    truth(jvm, "told ")
        .forEach(
            (queue, nanos) ->
                soft.assertThat(
                        metrics.sum(
                            OPERATIONS + "_sum",
                            "messaging_destination_name",
                            queue,
                            "error_type",
                            ""))
                    .as("told")
                    .isGreaterThan(0)
                    .isLessThan(seconds(nanos) + ROUNDING_SECONDS));
    truth(jvm, "worked ")
        .forEach(
            (queue, nanos) ->
                soft.assertThat(metrics.sum(PROCESS + "_sum", "messaging_destination_name", queue))
                    .as("work")
                    .isBetween(
                        seconds(nanos.split(" ", 2)[0]) - ROUNDING_SECONDS,
                        seconds(nanos.split(" ", 2)[1]) + ROUNDING_SECONDS));
  }

  @Test
  void kafka_disabled_isAsItsJarsHaveIt() throws IOException {
    assertUnchanged(
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=messaging")
            .jvm(ChangedClasses.option(folder, "org.apache.kafka."))
            .classPath(Libraries.classPath("kafka", Age.NEWEST))
            .run(KafkaProgram.class, kafka.address(), "disabled"));
  }

  @Test
  void jms_disabled_isAsItsJarsHaveIt() throws IOException {
    assertUnchanged(
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=messaging.jms")
            .jvm(
                ChangedClasses.option(
                    folder, "org.apache.activemq.", "jakarta.jms.", "io.sonde.host.messaging."))
            .classPath(jmsClassPath(Age.NEWEST))
            .run(JmsProgram.class, JMS_FACTORY, artemis.address(), "disabled"));
  }

  @Test
  void rabbit_disabled_isAsItsJarsHaveIt() throws IOException {
    assertUnchanged(
        ForkedJvm.on(Jdk.all().get(0))
            .sonde("disable=messaging.rabbit")
            .jvm(ChangedClasses.option(folder, "com.rabbitmq.", "io.sonde.host.messaging."))
            .classPath(Libraries.classPath("rabbit", Age.NEWEST))
            .run(RabbitProgram.class, qpid.address(), "disabled"));
  }

  private static void assertUnchanged(ForkedJvm running) {
    try (ForkedJvm jvm = running) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("done"));
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(OPERATIONS + "_count")).isEmpty();
    }
  }

  /** Gauges are read once a second: waits until each has its value. */
  private static Exposition awaitGauges(String sonde, Map<String, String> lags) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Exposition metrics = Exposition.fresh(sonde);
      Map<String, String> seen = new TreeMap<>();
      for (Exposition.Sample sample : metrics.all(LAG)) {
        if (!Double.isNaN(sample.value())) {
          seen.put(sample.labels().get("topic"), Long.toString((long) sample.value()));
        }
      }
      if (seen.equals(lags)) {
        return metrics;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("lags " + seen + ", not " + lags);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static void assertTimes(SoftAssertions soft, Exposition metrics, ForkedJvm jvm) {
    truth(jvm, "slowly ")
        .forEach(
            (topic, nanos) ->
                soft.assertThat(
                        metrics.sum(OPERATIONS + "_sum", "messaging_destination_name", topic))
                    .as(topic)
                    .isBetween(LINGER_SECONDS, seconds(nanos) + ROUNDING_SECONDS));
    truth(jvm, "worked ")
        .forEach(
            (topic, nanos) ->
                soft.assertThat(metrics.sum(PROCESS + "_sum") - late(metrics))
                    .as("work")
                    .isBetween(
                        seconds(nanos.split(" ", 2)[0]) - ROUNDING_SECONDS,
                        seconds(nanos.split(" ", 2)[1]) + ROUNDING_SECONDS));
  }

  /** What was worked for in the topic that is read in part. */
  private static double late(Exposition metrics) {
    double seconds = 0;
    for (Exposition.Sample sample : metrics.all(PROCESS + "_sum")) {
      String topic = sample.labels().get("messaging_destination_name");
      seconds += topic.endsWith(".late") ? sample.value() : 0;
    }
    return seconds;
  }

  private static double seconds(String nanos) {
    return Long.parseLong(nanos) / 1e9;
  }

  private static Map<String, String> truth(ForkedJvm jvm, String word) {
    Map<String, String> truth = new TreeMap<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith(word))
        .forEach(
            line -> {
              String[] words = line.split(" ", 3);
              truth.put(words[1], words[2]);
            });
    return truth;
  }

  private static Map<String, String> operations(Exposition metrics) {
    Map<String, String> measured = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(OPERATIONS + "_count")) {
      put(measured, sample, "messaging_destination_name", "messaging_operation_name", "error_type");
    }
    return measured;
  }

  private static Map<String, String> processes(Exposition metrics) {
    Map<String, String> measured = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(PROCESS + "_count")) {
      put(measured, sample, "messaging_destination_name", "error_type");
    }
    return measured;
  }

  private static Map<String, String> consumed(Exposition metrics) {
    Map<String, String> measured = new TreeMap<>();
    for (Exposition.Sample sample : metrics.all(CONSUMED)) {
      put(measured, sample, "messaging_destination_name", "messaging_operation_name");
    }
    return measured;
  }

  private static void put(
      Map<String, String> measured, Exposition.Sample sample, String... labels) {
    List<String> key = new ArrayList<>();
    for (String label : labels) {
      key.add(sample.labels().get(label));
    }
    measured.put(String.join("|", key), Long.toString((long) sample.value()));
  }
}
