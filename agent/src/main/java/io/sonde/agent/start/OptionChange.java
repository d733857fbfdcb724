package io.sonde.agent.start;

import io.sonde.agent.config.Option;
import io.sonde.agent.config.Options;
import io.sonde.agent.config.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a second attach asks of the agent that is active: other values of options.
 *
 * @param now options that change while the agent runs
 * @param later options whose value is used at the start only, so that they need a detach and
 *     another attach
 * @param settings the running ones, with those of {@code now}
 */
record OptionChange(List<Option> now, List<Option> later, Settings settings) {

  /** What the endpoint listens with: it can close and listen again. */
  static final List<Option> OF_LISTENING =
      List.of(Options.LISTEN, Options.PORT, Options.TOKEN, Options.ALLOWED_HOSTS);

  /** What belongs to the attach itself. */
  private static final List<Option> NOT_COMPARED =
      List.of(
          Options.QUIET,
          Options.COMMAND,
          Options.REPLY,
          Options.JAR,
          Options.CONFIG,
          Options.ENABLED);

  /** Compares; what {@code asked} does not mention stays. */
  static OptionChange of(Settings running, Settings asked) {
    List<Option> now = new ArrayList<>();
    List<Option> later = new ArrayList<>();
    for (Option option : asked.given()) {
      String value = asked.text(option);
      if (!NOT_COMPARED.contains(option) && !value.equals(running.text(option))) {
        (isLive(option, value) ? now : later).add(option);
      }
    }
    return new OptionChange(now, later, running.with(now, asked));
  }

  /** The continuous profiler can begin at any time but not end. */
  private static boolean isLive(Option option, String value) {
    return OF_LISTENING.contains(option)
        || option.equals(Options.DEBUG)
        || (option.equals(Options.PROFILER_CONTINUOUS) && value.equals("true"));
  }

  /** Whether the endpoint has to listen again. */
  boolean isOfListening() {
    return now.stream().anyMatch(OF_LISTENING::contains);
  }
}
