package io.sonde.agent.profile;

import java.util.List;

/**
 * Tells samples of the agent from samples of the application.
 *
 * <p>Packages are named one by one: an application may have a package of the same beginning.
 */
public final class OwnFrames {

  /** Begins the names of the agent's classes, those of the hook included. */
  public static final List<String> CLASS_PREFIXES =
      List.of("io.sonde.agent.", "io.sonde.exporters.", "io.sonde.profiler.", "java.lang.Sonde");

  private OwnFrames() {}
}
