package io.sonde.agent.config;

/**
 * One option of the agent.
 *
 * @param name as in agent arguments; {@code sonde.name} as a system property, {@code SONDE_NAME}
 *     (upper case, dots as underscores) in the environment
 * @param kind how the value is read
 * @param defaultValue the value if none or a bad one is given
 * @param min least allowed number; of a secret, the least number of characters
 * @param max greatest allowed number
 * @param help what it does, one or two sentences
 */
public record Option(String name, Kind kind, String defaultValue, long min, long max, String help) {

  /** How a value is read. */
  public enum Kind {
    /** {@code true} or {@code false}. */
    FLAG,
    /** A whole number within a range. */
    NUMBER,
    /** A text on one line. */
    TEXT,
    /** A text of a least length, which is never repeated in a message. */
    SECRET,
    /** Texts separated by {@code +}. */
    LIST,
    /** Rising durations in seconds, separated by {@code +}. */
    SECONDS
  }

  static Option flag(String name, boolean defaultValue, String help) {
    return new Option(name, Kind.FLAG, defaultValue ? "true" : "false", 0, 0, help);
  }

  static Option number(String name, long defaultValue, long min, long max, String help) {
    return new Option(name, Kind.NUMBER, Long.toString(defaultValue), min, max, help);
  }

  static Option text(String name, String defaultValue, String help) {
    return new Option(name, Kind.TEXT, defaultValue, 0, 0, help);
  }

  static Option secret(String name, int leastCharacters, String help) {
    return new Option(name, Kind.SECRET, "", leastCharacters, 0, help);
  }

  static Option list(String name, String help) {
    return new Option(name, Kind.LIST, "", 0, 0, help);
  }

  static Option seconds(String name, String defaultValue, String help) {
    return new Option(name, Kind.SECONDS, defaultValue, 0, 0, help);
  }

  /** What a value may be, in words. */
  public String allowed() {
    return switch (kind) {
      case FLAG -> "true or false";
      case NUMBER -> min + " to " + max;
      case TEXT -> "one line of text";
      case SECRET -> min == 0 ? "one line of text" : "a text of at least " + min + " characters";
      case LIST -> "texts separated by +";
      case SECONDS -> "rising seconds separated by +";
    };
  }
}
