package io.sonde.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How long the JVM stands still while Sonde comes and goes, by the JVM's own flight recorder, in a
 * program with many classes under load; and when the first metric is there.
 */
final class AttachPauseIT {

  private static final int PLAIN_CLASSES = 20_000;
  private static final int WOVEN_CLASSES = 60;

  /** The promise is 100 ms on an idle machine; this bound leaves room for one that is not. */
  private static final double LONGEST_STOP_MILLIS = 2_000;

  /** The promise is 2 s. */
  private static final double FIRST_METRIC_SECONDS = 60;

  /** The recorder's stop may begin a little earlier and end a little later than the counter's. */
  private static final double CLOCKS_MILLIS = 50;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void attachAndDetach_withManyClasses_stopTheJvmShortlyAndSaySo(Jdk jdk) throws IOException {
    try (ForkedJvm program =
        Programs.running(
            Programs.on(jdk)
                .jvm("-Xmx512m")
                .run(
                    ManyClassesProgram.class,
                    Integer.toString(PLAIN_CLASSES),
                    Integer.toString(WOVEN_CLASSES)))) {
      long startNanos = System.nanoTime();
      CliRun attach = CliRun.on(jdk, "attach", program.pid(), "port=0", "--json").done();
      double seconds = untilFirstMetric(attach.json("url"), startNanos);
      Stop atAttach = Stop.ask(program, "attach");
      CliRun detach = CliRun.on(jdk, "detach", program.pid(), "--json").done();
      Stop atDetach = Stop.ask(program, "detach");
      System.out.printf(
          Locale.ROOT,
          "%s, %d classes, %s rewritten in %s batches: attach stops %s, told at most %.1f ms;"
              + " detach stops %s, told at most %.1f ms; first metric after %.2f s%n",
          jdk,
          PLAIN_CLASSES,
          attach.json("rewritten"),
          attach.json("batches"),
          atAttach,
          toldMillis(attach),
          atDetach,
          toldMillis(detach),
          seconds);

      assertThat(Integer.parseInt(attach.json("rewritten"))).isGreaterThan(WOVEN_CLASSES);
      assertThat(attach.json("failed")).isEqualTo("0");
      for (Stop stop : List.of(atAttach, atDetach)) {
        assertThat(stop.millis()).isLessThan(LONGEST_STOP_MILLIS);
      }
      assertThat(atAttach.rewritingMillis()).isBetween(0.001, toldMillis(attach) + CLOCKS_MILLIS);
      assertThat(atDetach.rewritingMillis()).isBetween(0.001, toldMillis(detach) + CLOCKS_MILLIS);
      assertThat(seconds).isLessThan(FIRST_METRIC_SECONDS);
    }
  }

  /** From the start of the command to the first scrape that has a statement's count. */
  private static double untilFirstMetric(String url, long startNanos) {
    while (true) {
      boolean isThere = Exposition.of(url).sum("db_client_operation_duration_seconds_count") > 0;
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      if (isThere || seconds > FIRST_METRIC_SECONDS) {
        return seconds;
      }
    }
  }

  private static double toldMillis(CliRun run) {
    return Long.parseLong(run.json("longestStopMicros")) / 1e3;
  }

  /**
   * The longest stop.
   *
   * @param millis from its beginning to its end
   * @param name of the operation that the JVM stopped for
   * @param rewritingMillis the same of the longest stop for rewriting classes
   * @param count of all stops
   */
  private record Stop(double millis, String name, double rewritingMillis, int count) {

    /** Asks the program what happened since it was asked last. */
    static Stop ask(ForkedJvm program, String what) {
      program.writeStdin(what);
      String line = program.awaitStdout(text -> text.startsWith(what + " "));
      String[] words = line.split(" ", -1);
      return new Stop(
          Long.parseLong(words[1]) / 1e3,
          words[2],
          Long.parseLong(words[3]) / 1e3,
          Integer.parseInt(words[4]));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d times, %.1f ms at most (%s)", count, millis, name);
    }
  }
}
