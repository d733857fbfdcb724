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
   * may hold passwords), and the list of native libraries.
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
  static String start(Event event, CpuTimer timer, int timeoutSeconds, Path file) {
    return "start,"
        + what(event, timer)
        + ","
        + RECORDING
        + ","
        + SILENT
        + ",timeout="
        + timeoutSeconds
        + ",file="
        + file;
  }

  private static String what(Event event, CpuTimer timer) {
    return switch (event) {
      case CPU -> "event=" + timer.event + ",interval=" + event.interval();
      case ALLOC -> "alloc=" + event.interval();
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
