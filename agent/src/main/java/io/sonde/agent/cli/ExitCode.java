package io.sonde.agent.cli;

/** What the exit codes mean; part of the command line's contract. */
final class ExitCode {

  /** It was done. */
  static final int OK = 0;

  /** No such process, not the only one, no JVM, or Sonde is not in it. */
  static final int TARGET = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The target or the operating system does not allow it. */
  static final int REFUSED = 3;

  /** No answer within the time-out. */
  static final int TIMEOUT = 4;

  /** The agent in the target said that something failed. */
  static final int AGENT = 5;

  /** A fault of the command line itself, or a file that cannot be written. */
  static final int INTERNAL = 70;

  private ExitCode() {}
}
