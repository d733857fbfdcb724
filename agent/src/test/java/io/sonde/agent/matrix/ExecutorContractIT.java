package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.host.workers.WorkersProgram;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every executor must show, as the program that used it counted and measured it. */
class ExecutorContractIT {

  private static final String NAME = "name";
  private static final String WAIT = "executor_idle_seconds";
  private static final String RUN = "executor_seconds";

  /** All but the one of virtual threads, which JDK 17 has not. */
  private static final int EXECUTORS = 10;

  /** A scheduled pool takes no notice of its limit. */
  private static final Set<String> UNLIMITED = Set.of("VIRTUAL", "SPRING_SCHEDULER");

  /** Sums are seconds as floating-point numbers. */
  private static final double ROUNDING_SECONDS = 1e-6;

  @TempDir private Path folder;

  static Stream<Arguments> matrix() {
    return Libraries.matrix();
  }

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("matrix")
  void executors_meters_equalTheProgramsOwnTruth(Jdk jdk, Age age) throws IOException {
    Path release = folder.resolve("release");
    Path close = folder.resolve("close");
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .jvm(
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                // JBoss's oldest version wants it
                "--add-opens=java.base/java.lang=ALL-UNNAMED")
            .sonde()
            .classPath(Libraries.classPath("executors", age))
            .run(WorkersProgram.class, release.toString(), close.toString())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("holding"));
      List<Held> held = held(jvm);
      assertThat(held).hasSize(jdk.feature() < 21 ? EXECUTORS : EXECUTORS + 1);
      await(jvm, sonde, metrics -> wrongWhileHeld(metrics, held));
      Files.createFile(release);
      jvm.awaitStdout(line -> line.equals("done"));
      List<Use> uses = uses(jvm);
      // a run is recorded after the task's last line
      await(jvm, sonde, metrics -> running(metrics, uses));
      Exposition metrics = Exposition.fresh(sonde);
      SoftAssertions soft = new SoftAssertions();
      for (Use use : uses) {
        assertCalls(soft, metrics, use);
      }
      soft.assertThat(metrics.all("sonde_suppressed_errors_total")).isNotEmpty();
      soft.assertThat(metrics.sum("sonde_suppressed_errors_total")).isZero();
      soft.assertThat(metrics.sum("sonde_overflow_total")).isZero();
      GoldenScrape golden = new GoldenScrape();
      uses.forEach(use -> golden.where('"' + use.name + '"', '"' + use.worker + '"'));
      String since = jdk.feature() < 21 ? "" : "-virtual";
      golden.assertSame(soft, "executors-" + age + since, sonde, "executor_");
      soft.assertAll();
      Files.createFile(close);
      jvm.awaitStdout(line -> line.equals("closed"));
      await(jvm, sonde, after -> leftOver(after, uses));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  @SideBySide
  void executors_disabled_areAsTheirJarsHaveThem(Jdk jdk) throws IOException {
    Path go = Files.writeString(folder.resolve("go-" + jdk.feature()), "");
    try (ForkedJvm jvm =
        ForkedJvm.on(jdk)
            .jvm(
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                "--add-opens=java.base/java.lang=ALL-UNNAMED")
            .sonde("disable=executor")
            .jvm(
                ChangedClasses.option(
                    folder,
                    "java.util.concurrent.",
                    "java.util.Ti",
                    "java.util.Task",
                    "java.lang.Thread",
                    "org.",
                    "io.netty.",
                    "com."))
            .classPath(Libraries.classPath("executors", Age.NEWEST))
            .run(WorkersProgram.class, go.toString(), go.toString())) {
      String sonde = jvm.awaitSonde();
      jvm.awaitStdout(line -> line.equals("closed"));
      assertThat(jvm.after(ChangedClasses.WORD)).isEmpty();
      assertThat(Exposition.fresh(sonde).all(RUN + "_count")).isEmpty();
    }
  }

  private static void assertCalls(SoftAssertions soft, Exposition metrics, Use use) {
    String as = use.worker + " ";
    soft.assertThat(metrics.sum(WAIT + "_count", NAME, use.name))
        .as(as + "waits")
        .isEqualTo(use.tasks);
    soft.assertThat(metrics.sum(RUN + "_count", NAME, use.name))
        .as(as + "runs")
        .isEqualTo(use.tasks);
    soft.assertThat(metrics.sum("executor_completed_tasks_total", NAME, use.name))
        .as(as + "completed")
        .isEqualTo(use.tasks);
    soft.assertThat(metrics.sum(RUN + "_count", NAME, use.name, "outcome", "error"))
        .as(as + "errors")
        .isEqualTo(use.errors);
    soft.assertThat(metrics.sum("executor_rejected_tasks_total", NAME, use.name))
        .as(as + "rejected")
        .isEqualTo(use.rejected);
    soft.assertThat(metrics.sum(WAIT + "_sum", NAME, use.name))
        .as(as + "waited")
        .isBetween(use.leastWaitSeconds - ROUNDING_SECONDS, use.mostWaitSeconds + ROUNDING_SECONDS);
    soft.assertThat(metrics.sum(RUN + "_sum", NAME, use.name))
        .as(as + "ran")
        .isBetween(use.leastRunSeconds - ROUNDING_SECONDS, use.askedSeconds + ROUNDING_SECONDS);
  }

  /** All threads are busy and tasks wait: every executor must show it sooner or later. */
  private static List<String> wrongWhileHeld(Exposition metrics, List<Held> held) {
    List<String> wrong = new ArrayList<>();
    for (Held use : held) {
      compare(wrong, metrics, use, "executor_queued_tasks", use.queued);
      compare(wrong, metrics, use, "executor_active_threads", use.threads);
      compare(wrong, metrics, use, "executor_pool_size_threads", use.threads);
      double max = UNLIMITED.contains(use.worker) ? Integer.MAX_VALUE : use.threads;
      compare(wrong, metrics, use, "executor_pool_max_threads", max);
    }
    return wrong;
  }

  private static void compare(
      List<String> wrong, Exposition metrics, Held use, String metric, double expected) {
    List<Exposition.Sample> samples = metrics.all(metric, NAME, use.name);
    if (samples.size() != 1 || samples.get(0).value() != expected) {
      wrong.add(use.worker + " " + samples);
    }
  }

  private static List<String> running(Exposition metrics, List<Use> uses) {
    List<String> running = new ArrayList<>();
    for (Use use : uses) {
      double runs = metrics.sum(RUN + "_count", NAME, use.name);
      if (runs < use.tasks) {
        running.add(use.worker + " " + runs);
      }
    }
    return running;
  }

  /** Gauges of executors that have ended, and refusals since then. */
  private static List<String> leftOver(Exposition metrics, List<Use> uses) {
    List<String> left = new ArrayList<>();
    for (Use use : uses) {
      if (use.ends != 0) {
        double threads = metrics.sum("executor_pool_max_threads", NAME, use.name);
        double rejected = metrics.sum("executor_rejected_tasks_total", NAME, use.name);
        if (threads != 0 || rejected != use.rejected + 1) {
          left.add(use.worker + " threads " + threads + " rejected " + rejected);
        }
      }
    }
    return left;
  }

  private interface Look {
    /** What is not as it should be. */
    List<String> at(Exposition metrics);
  }

  /** Scrapes until nothing is wrong: gauges are read about once a second. */
  private static void await(ForkedJvm jvm, String sonde, Look look) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      List<String> wrong = look.at(Exposition.of(sonde));
      if (wrong.isEmpty()) {
        return;
      }
      assertThat(jvm.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("after a minute: %s", wrong).isLessThan(deadline);
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<Held> held(ForkedJvm jvm) {
    List<Held> held = new ArrayList<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith("uses "))
        .map(line -> line.split(" ", -1))
        .forEach(
            words ->
                held.add(
                    new Held(
                        words[1],
                        words[2],
                        Double.parseDouble(words[3]),
                        Double.parseDouble(words[4]))));
    return held;
  }

  private static List<Use> uses(ForkedJvm jvm) {
    List<Use> uses = new ArrayList<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith("worker "))
        .map(Use::parse)
        .forEach(uses::add);
    return uses;
  }

  /** An executor all of whose threads are held. */
  private record Held(String worker, String name, double threads, double queued) {}

  /** What the program did with an executor. */
  private record Use(
      String worker,
      String name,
      double tasks,
      double errors,
      double rejected,
      double leastWaitSeconds,
      double mostWaitSeconds,
      double leastRunSeconds,
      double askedSeconds,
      double ends) {

    static Use parse(String line) {
      String[] words = line.split(" ", -1);
      double[] numbers = new double[8];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Double.parseDouble(value(words[3 + i]));
      }
      return new Use(
          words[1],
          value(words[2]),
          numbers[0],
          numbers[1],
          numbers[2],
          numbers[3] / 1e9,
          numbers[4] / 1e9,
          numbers[5] / 1e9,
          numbers[6] / 1e9,
          numbers[7]);
    }

    private static String value(String word) {
      return word.substring(word.indexOf('=') + 1);
    }
  }
}
