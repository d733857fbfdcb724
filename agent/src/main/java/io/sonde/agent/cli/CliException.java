package io.sonde.agent.cli;

import java.util.List;

/** Ends a command: a message, an exit code, and the commands or facts that help. */
final class CliException extends RuntimeException {

  private final int exitCode;
  private final List<String> help;

  CliException(int exitCode, String message, List<String> help) {
    super(message);
    this.exitCode = exitCode;
    this.help = List.copyOf(help);
  }

  CliException(int exitCode, String message) {
    this(exitCode, message, List.of());
  }

  int exitCode() {
    return exitCode;
  }

  /** Lines that say what to do. */
  List<String> help() {
    return help;
  }
}
