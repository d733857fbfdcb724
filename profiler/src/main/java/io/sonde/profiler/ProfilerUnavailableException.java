package io.sonde.profiler;

/** No engine can profile this JVM, now; the message holds the cause and the remedy. */
public final class ProfilerUnavailableException extends ProfilerException {

  private final String reason;

  ProfilerUnavailableException(String reason) {
    super("unavailable: " + reason, null);
    this.reason = reason;
  }

  /** The cause and the remedy. */
  public String reason() {
    return reason;
  }
}
