package io.sonde.agent.cli;

import java.util.List;

/**
 * Something that {@code doctor} has found.
 *
 * @param what in a sentence
 * @param help commands, or sentences where no command helps
 */
record Finding(Cause cause, String what, List<String> help) {

  /** Whether an attach cannot work. */
  boolean isBlocking() {
    return cause.exitCode() != ExitCode.OK;
  }
}
