package io.sonde.profiler;

/**
 * Whether profiles can be captured, by whom, and why not.
 *
 * @param state where the choice of an engine stands
 * @param engine the engine that was chosen, or the one that could not be
 * @param reason for {@link State#UNAVAILABLE} the cause and the remedy, otherwise one line on how
 *     the engine was reached
 */
public record EngineStatus(State state, String engine, String reason) {

  /** The stages of the choice. */
  public enum State {
    /** No capture was asked for yet; nothing native has been touched. */
    UNTRIED,
    /** The engine is loaded. */
    READY,
    /** The last capture found no engine; the next one tries again. */
    UNAVAILABLE
  }

  static EngineStatus untried(String engine) {
    return new EngineStatus(State.UNTRIED, engine, "loaded by the first capture");
  }

  static EngineStatus ready(String engine, String reason) {
    return new EngineStatus(State.READY, engine, reason);
  }

  static EngineStatus unavailable(String engine, String reason) {
    return new EngineStatus(State.UNAVAILABLE, engine, reason);
  }
}
