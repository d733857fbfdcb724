package io.sonde.testapp.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sonde.testapp.DurationOption;
import io.sonde.testapp.OptionRange;
import io.sonde.testapp.OptionRange.OptionException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code shop.jar load}: sends requests and reports. */
@Command(
    name = "load",
    description = {
      "Sends requests to a shop on this machine at a constant arrival rate: each starts at its time, whether",
      "earlier ones are answered or not. Latency counts from that time, service time from the real sending.",
      "Ends when every request has its answer, so that its counts are complete.",
      "",
      "Exit status: 0 done; 1 nothing was answered; 2 wrong option.",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class LoadCommand implements Callable<Integer> {

  private static final long MAX_SECONDS = 86_400;
  private static final double MAX_REQUESTS = 50_000_000;

  @Option(names = "--url", paramLabel = "URL", description = "Base URL; loopback only.")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--scenario",
      paramLabel = "KIND",
      description = {
        "${COMPLETION-CANDIDATES}.",
        "SPIKE: five times the rate for the middle fifth. ENDURANCE: STEADY with a line of progress each minute."
      })
  private Scenario scenario = Scenario.STEADY;

  @Option(names = "--rate", paramLabel = "N", description = "Starts per second, 0.1 to 20000.")
  private double ratePerSecond = 100;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationOption.class,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Length of the measured part, 1ms to 24h; default 30s.")
  private Duration duration = Duration.ofSeconds(30);

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = DurationOption.class,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "Length of the part before it, at the same rate, reported apart, 0s to 24h; default 0s.")
  private Duration warmup = Duration.ZERO;

  @Option(
      names = "--mix",
      paramLabel = "MIX",
      description = {
        "default (nine in ten well-behaved), well-behaved, misbehaving, single:/path or single:POST:/path.",
        "A pattern as in single:/products/* or single:POST:/orders gets random ids and bodies."
      })
  private String mix = "default";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Equal seeds send equal requests in equal order.")
  private long seed = 1;

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      description =
          "Most requests at a time, 2 to 4000; what finds no place starts late, and is counted as late.")
  private int maxInFlight = LoadPlan.DEFAULT_MAX_IN_FLIGHT;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationOption.class,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Time a request may take, 1ms to 10m; default 30s.")
  private Duration timeout = LoadPlan.DEFAULT_TIMEOUT;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report to this file too.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    LoadReport report = LoadGenerator.run(plan());
    new LoadTable(System.out).print(report);
    if (json != null) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report);
    }
    if (report.shed() > 0) {
      System.err.println(
          "load: "
              + report.shed()
              + " requests were never sent: the server fell behind by more than the time-out");
    }
    return report.completed() > 0 && report.errors() == report.completed() ? 1 : 0;
  }

  private LoadPlan plan() {
    if (!(ratePerSecond >= 0.1 && ratePerSecond <= 20_000)) {
      throw new OptionException("--rate: " + ratePerSecond + " is not in 0.1 to 20000");
    }
    OptionRange.check("--duration in ms", duration.toMillis(), 1, MAX_SECONDS * 1_000);
    OptionRange.check("--warmup in ms", warmup.toMillis(), 0, MAX_SECONDS * 1_000);
    OptionRange.check("--max-in-flight", maxInFlight, 2, 4_000);
    OptionRange.check("--timeout in ms", timeout.toMillis(), 1, 600_000);
    double requests = (duration.toMillis() + warmup.toMillis()) / 1e3 * ratePerSecond;
    if (requests > MAX_REQUESTS) {
      throw new OptionException("--rate and --duration: more than 50 million requests");
    }
    try {
      LoopbackTarget.of(url);
    } catch (IllegalArgumentException e) {
      throw new OptionException("--url: " + e.getMessage());
    }
    return new LoadPlan(
        url, scenario, ratePerSecond, duration, warmup, mix(), seed, maxInFlight, timeout);
  }

  private Mix mix() {
    try {
      return Mix.of(mix);
    } catch (IllegalArgumentException e) {
      throw new OptionException("--mix: " + e.getMessage());
    }
  }
}
