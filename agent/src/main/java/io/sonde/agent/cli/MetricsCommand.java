package io.sonde.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sonde metrics}. */
@Command(
    name = "metrics",
    mixinStandardHelpOptions = true,
    description = "One scrape, in Prometheus' text format.")
final class MetricsCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private Target target = new Target();

  MetricsCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context.out().print(target.endpoint(target.find(context), context).metrics());
    context.out().flush();
    return ExitCode.OK;
  }
}
