package io.sonde.agent.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How to attach. */
final class AttachOptions {

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How long to wait for the target (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds = 15;

  @Option(
      names = "--via",
      hidden = true,
      paramLabel = "jdk|socket",
      description = "Way to attach; by default the JDK's own module where it is there.")
  private String via = "";

  /** An attach that tells its progress. */
  AgentCall call(Context context) {
    return new AgentCall(
        context.jar(),
        via,
        Duration.ofSeconds(Math.max(1, timeoutSeconds)),
        new ProgressLine(context.err(), Terminal.isTerminal(Terminal.STDERR)));
  }
}
