package io.sonde.testapp.bench;

import java.io.IOException;
import java.util.List;

/**
 * {@code bench executor}: CPU of one task of a saturated pool of one thread, submission to end, in
 * one warm JVM whose probes are taken out and put back slice by slice.
 */
final class ExecutorCommand {

  private ExecutorCommand() {}

  static void run(Options options) throws IOException, InterruptedException {
    int pairs = options.number("pairs", 20);
    int tasks = options.number("tasks", 1_000_000);
    options.complete();
    Sample on = new Sample();
    Sample off = new Sample();
    Sample rate = new Sample();
    try (TargetJvm jvm =
        TargetJvm.start(
            List.of(
                "-Xmx512m",
                "-javaagent:" + Places.SONDE + "=port=" + Places.freePort(),
                "-cp",
                Places.hostClassPath(),
                ExecutorMain.class.getName()))) {
      jvm.sondeUrl();
      for (int pair = -3; pair < pairs; pair++) {
        boolean onFirst = (pair & 1) == 0;
        double[] first = slice(jvm, onFirst, tasks);
        double[] second = slice(jvm, !onFirst, tasks);
        if (pair >= 0) {
          // the pairs before warm up
          on.add(onFirst ? first[0] : second[0]);
          off.add(onFirst ? second[0] : first[0]);
          rate.add(onFirst ? first[1] : second[1]);
        }
      }
    }
    Sample added = on.minus(off);
    System.out.println("\nCPU of both threads per task, " + pairs + " pairs of slices");
    Table table = new Table("what", "ns [least .. most]", "mean and 95 % interval");
    table.row("probes out", off.text("%.0f"), "");
    table.row("probes in", on.text("%.0f"), "");
    table.row(
        "added",
        added.text("%.0f"),
        String.format("%.0f +- %.0f", added.mean(), added.halfInterval95()));
    table.row("tasks a second, probes in", rate.text("%.0f"), "");
    table.print();
  }

  /** CPU nanoseconds per task, and tasks a second. */
  private static double[] slice(TargetJvm jvm, boolean on, int tasks) throws IOException {
    jvm.tell((on ? "on " : "off ") + tasks);
    String[] answer = jvm.await("slice ").split(" ", -1);
    return new double[] {Double.parseDouble(answer[0]), Double.parseDouble(answer[1])};
  }
}
