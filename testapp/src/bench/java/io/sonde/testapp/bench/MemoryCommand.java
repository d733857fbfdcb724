package io.sonde.testapp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code bench memory}: the heap that the agent retains, as the difference of the heap in use after
 * full collections between a JVM with it and one without it that did the same.
 */
final class MemoryCommand {

  private static final String[] STATES = {"idle", "load", "attack"};

  private MemoryCommand() {}

  static void run(Options options) throws IOException, InterruptedException {
    int rounds = options.number("rounds", 3);
    int calls = options.number("calls", 1_000_000);
    int distinct = options.number("distinct", 1_000_000);
    options.complete();
    Sample[] retained = {new Sample(), new Sample(), new Sample()};
    Sample[] bare = {new Sample(), new Sample(), new Sample()};
    for (int round = 0; round < rounds; round++) {
      double[] without = once(Variant.NONE, calls, distinct);
      double[] with = once(Variant.SONDE, calls, distinct);
      for (int i = 0; i < STATES.length; i++) {
        bare[i].add(without[i]);
        retained[i].add(with[i] - without[i]);
      }
    }
    System.out.println("\nheap in MB, " + rounds + " rounds");
    Table table = new Table("state", "without the agent", "retained by the agent");
    String[] titles = {
      "idle",
      "after " + calls + " calls of each family",
      "after " + distinct + " distinct SQL texts and as many routes"
    };
    for (int i = 0; i < STATES.length; i++) {
      table.row(titles[i], bare[i].text("%.1f"), retained[i].text("%.1f"));
    }
    table.print();
  }

  private static double[] once(Variant variant, int calls, int distinct)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(variant.flags());
    arguments.addAll(
        List.of("-Xmx512m", "-cp", Places.hostClassPath(), MemoryMain.class.getName()));
    double[] heap = new double[STATES.length];
    try (TargetJvm jvm = TargetJvm.start(arguments)) {
      if (variant == Variant.SONDE) {
        jvm.sondeUrl();
      }
      // what the start needed alone is let go
      Thread.sleep(8_000);
      for (int i = 0; i < STATES.length; i++) {
        jvm.tell(STATES[i] + " " + (i == 1 ? calls : distinct));
        heap[i] = Double.parseDouble(jvm.await("heap ")) / (1 << 20);
      }
    }
    return heap;
  }
}
