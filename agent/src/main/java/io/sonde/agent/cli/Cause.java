package io.sonde.agent.cli;

import java.util.Locale;

/** Why an attach does not work, or is not as usual. */
enum Cause {
  NO_SUCH_PROCESS(ExitCode.TARGET),
  ENDED(ExitCode.TARGET),
  NOT_A_JVM(ExitCode.TARGET),
  NOT_HOTSPOT(ExitCode.TARGET),
  TOO_OLD(ExitCode.TARGET),
  OTHER_USER(ExitCode.REFUSED),
  STOPPED(ExitCode.REFUSED),
  ATTACH_DISABLED(ExitCode.REFUSED),
  SIGNALS_DISABLED(ExitCode.REFUSED),
  DYNAMIC_LOADING_DISABLED(ExitCode.REFUSED),
  SWITCHED_OFF(ExitCode.REFUSED),
  OTHER_NAMESPACE_CLOSED(ExitCode.REFUSED),
  STALE_SOCKET(ExitCode.REFUSED),
  JAR_NOT_READABLE(ExitCode.REFUSED),
  NO_ANSWER(ExitCode.TIMEOUT),

  /** Attach works all the same. */
  OTHER_NAMESPACE(ExitCode.OK),
  /** Attach works all the same. */
  SOCKET_DELETED(ExitCode.OK),
  /** Attach works all the same. */
  JVM_WARNS(ExitCode.OK);

  private final int exitCode;

  Cause(int exitCode) {
    this.exitCode = exitCode;
  }

  /** Exit code of a command that meets it; {@link ExitCode#OK} if it stops nothing. */
  int exitCode() {
    return exitCode;
  }

  /** The name for scripts, {@code no-such-process}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
