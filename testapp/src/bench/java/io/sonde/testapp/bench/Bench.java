package io.sonde.testapp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The command line of {@code testapp/bench}. */
public final class Bench {

  private static final String USAGE =
      """
      testapp/bench COMMAND [--option value]...
        record    one timed call, library against library, and each family's way through the hook
        executor  CPU per task of a saturated pool, probes on and off
        startup   wall and CPU of the start: shop and generated application, agent against agent
        overhead  CPU per request and p99 of the shop: switched probes, rounds, estimate
        profiler  CPU per request of the shop, the continuous profiler running and paused
        scrape    CPU, allocation and bytes of one scrape, and the application's p99 meanwhile
        page      CPU per request with the dashboard open and closed
        memory    heap that the agent retains: idle, after load, after a cardinality attack
      Each command prints its options with --help.""";

  private Bench() {}

  /** Runs one command. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0 || arguments[0].startsWith("-")) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Locale.setDefault(Locale.ROOT);
    try {
      run(arguments);
    } catch (UsageException mistake) {
      System.err.println("testapp/bench: " + mistake.getMessage());
      System.exit(2);
    }
    // clients and scrapers may have left threads
    System.exit(0);
  }

  private static void run(String[] arguments) throws Exception {
    Options options = Options.of(Arrays.asList(arguments).subList(1, arguments.length));
    System.out.println("# testapp/bench " + String.join(" ", arguments));
    System.out.println("# " + machine());
    switch (arguments[0]) {
      case "record" -> RecordCommand.run(options);
      case "executor" -> ExecutorCommand.run(options);
      case "startup" -> StartupCommand.run(options);
      case "overhead" -> OverheadCommand.run(options);
      case "profiler" -> ProfilerCommand.run(options);
      case "scrape" -> ScrapeCommand.run(options);
      case "page" -> PageCommand.run(options);
      case "memory" -> MemoryCommand.run(options);
      default -> throw new UsageException(arguments[0] + " is no command\n" + USAGE);
    }
    System.out.println("# load average at the end: " + loadAverage());
  }

  private static String machine() throws IOException {
    String cpu = System.getProperty("os.arch");
    Path info = Path.of("/proc/cpuinfo");
    if (Files.exists(info)) {
      cpu =
          Files.readAllLines(info).stream()
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .orElse(cpu);
    }
    return "JDK "
        + Runtime.version()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores of "
        + cpu
        + ", "
        + System.getProperty("os.name")
        + ", load average "
        + loadAverage();
  }

  private static String loadAverage() throws IOException {
    Path load = Path.of("/proc/loadavg");
    return Files.exists(load)
        ? String.join(" ", Arrays.asList(Files.readString(load).split(" ", -1)).subList(0, 3))
        : "unknown";
  }
}
