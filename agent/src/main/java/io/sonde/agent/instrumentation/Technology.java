package io.sonde.agent.instrumentation;

import java.util.List;

/**
 * One thing that Sonde measures (jdbc, servlet, …): which methods are woven and what is recorded.
 *
 * <p>Implemented by the {@code XInstrumentation} of each technology folder and listed, by hand, in
 * {@link Instrumentations}.
 */
public interface Technology {

  /**
   * The label value and the name by which an option switches it off, for example {@code jdbc}; with
   * the name of its kind before a dot where there are several of a kind, for example {@code
   * httpclient.okhttp}.
   */
  String name();

  /**
   * The types and methods to weave.
   *
   * <p>Called on the host's main thread before {@code main}: constants only, no lambda, no stream,
   * no probe is touched.
   */
  List<TypeRule> types();

  /**
   * Builds the probes and installs them under their {@link ProbeId}.
   *
   * <p>Called once, on a daemon thread. A {@link LinkageError} (the JVM lacks a module such as
   * {@code java.sql}) or any other error switches this technology off and leaves the others alone.
   */
  void install(ProbeContext context);

  /**
   * The {@link ProbeId}s of calls that may go unmeasured, each from its beginning on, while
   * measuring them would cost too much.
   *
   * <p>Whatever ends a measurement, or keeps what later ones need (names, databases, texts), must
   * not be among them: what was begun is measured to its end, and what is measured again is right.
   */
  default int[] beginnings() {
    return new int[0];
  }
}
