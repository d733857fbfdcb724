package io.sonde.profiler;

import java.nio.file.Path;

/**
 * The commands that are given to async-profiler.
 *
 * <p>They are built from enums, numbers and a path that this package made, never from text that
 * came from outside: {@code file=} writes any file, and a comma begins a new argument.
 */
final class AsyncProfilerCommand {

  /** Without these the library writes warnings to the application's standard output. */
  private static final String SILENT = "quiet,loglevel=none";

  /**
   * Bits 1, 2 and 4 leave out system information, all properties and arguments of the JVM (which
   * may hold passwords), and the list of native libraries. The library can count what its stack
   * walks cost, but then it divides by the number of samples, and a session without any ends the
   * JVM (SIGFPE).
   */
  private static final String RECORDING =
      "jfr,jfropts=7,clock=monotonic,memlimit=64m,jstackdepth=512";

  private AsyncProfilerCommand() {}

  /** Where CPU samples are taken from. */
  enum CpuTimer {
    /** perf_events with kernel frames, one file descriptor per thread; falls back to ctimer. */
    CPU("cpu"),
    /** A POSIX timer per thread; no file descriptor. */
    CTIMER("ctimer"),
    /** A timer for the process; the only one on macOS. */
    ITIMER("itimer");

    private final String event;

    CpuTimer(String event) {
      this.event = event;
    }
  }

  /**
   * Starts a session into {@code file}.
   *
   * @param timeoutSeconds the dead-man switch: the session ends by itself after this time
   */
  static String start(SamplingPlan plan, CpuTimer timer, int timeoutSeconds, Path file) {
    StringBuilder command = new StringBuilder("start");
    plan.intervals()
        .forEach((event, interval) -> command.append(',').append(what(event, timer, interval)));
    return command
        + ","
        + RECORDING
        + ","
        + SILENT
        + ",timeout="
        + timeoutSeconds
        + ",file="
        + file;
  }

  private static String what(Event event, CpuTimer timer, long interval) {
    return switch (event) {
      case CPU -> "event=" + timer.event + ",interval=" + interval;
      case ALLOC -> "alloc=" + interval;
      case LOCK -> "lock=" + interval;
      case WALL -> "event=wall,interval=" + interval;
      case LIVE -> "alloc=" + interval + ",live";
    };
  }

  static String stop() {
    return "stop," + SILENT;
  }

  /** Asks for the state; the answer begins with {@link #RUNNING} if a session runs. */
  static String status() {
    return "status," + SILENT;
  }

  static final String RUNNING = "Profiling is running";
}
