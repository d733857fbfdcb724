package io.sonde.profiler;

/** A capture is under way, and there is only ever one. */
public final class ProfilerBusyException extends ProfilerException {

  private final transient RunningCapture running;

  ProfilerBusyException(RunningCapture running) {
    super(message(running), null);
    this.running = running;
  }

  /** The capture that is in the way. */
  public RunningCapture running() {
    return running;
  }

  private static String message(RunningCapture running) {
    return "busy: a profile ("
        + running.request().event().label()
        + ", "
        + running.request().seconds()
        + " s) has been running for "
        + running.elapsedMillis() / 1000
        + " s";
  }
}
