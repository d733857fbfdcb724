package io.sonde.testapp.bench;

import io.sonde.testapp.bench.TargetJvm.Work;
import java.util.EnumMap;
import java.util.Map;

/**
 * CPU per request by what threads are there for, in pairs of slices: without a thing and with it.
 */
final class WorkPairs {

  private final Map<Work, Sample> with = new EnumMap<>(Work.class);
  private final Map<Work, Sample> without = new EnumMap<>(Work.class);

  /** Adds one slice, by the process's readings before it and after it. */
  void add(boolean isWith, Map<Work, Double> before, Map<Work, Double> after, int requests) {
    for (Work work : Work.values()) {
      double seconds = after.getOrDefault(work, 0.0) - before.getOrDefault(work, 0.0);
      (isWith ? with : without)
          .computeIfAbsent(work, absent -> new Sample())
          .add(seconds / requests);
    }
  }

  /** Prints what each kind of work takes, and what the thing adds to it, in parts of the whole. */
  void print() {
    double base = without.values().stream().mapToDouble(Sample::mean).sum();
    Table table = new Table("CPU per request", "without, us", "added, us", "added, % of all");
    Sample all = new Sample();
    Sample exceptCompilers = new Sample();
    with.forEach(
        (work, times) -> {
          Sample more = times.minus(without.getOrDefault(work, new Sample()));
          all.addEach(more);
          if (work != Work.COMPILING) {
            exceptCompilers.addEach(more);
          }
          row(table, work.text, times.mean() - more.mean(), more, base);
        });
    Sample compiling = without.getOrDefault(Work.COMPILING, new Sample());
    row(table, "all but compilers", base - compiling.mean(), exceptCompilers, base);
    row(table, "all", base, all, base);
    table.print();
  }

  private static void row(Table table, String text, double seconds, Sample more, double base) {
    table.row(
        text,
        String.format("%.1f", 1e6 * seconds),
        String.format("%.2f", 1e6 * more.mean()),
        String.format(
            "%.2f [%.2f .. %.2f]",
            100 * more.mean() / base,
            100 * (more.mean() - more.halfInterval95()) / base,
            100 * (more.mean() + more.halfInterval95()) / base));
  }
}
