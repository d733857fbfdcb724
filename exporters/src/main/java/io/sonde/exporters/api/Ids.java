package io.sonde.exporters.api;

/** Short names for long texts: the same text has the same one in every process. */
public final class Ids {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Ids() {}

  /** Names a route. */
  public static String route(String method, String route) {
    return hex(method, route);
  }

  /** Names a statement. */
  public static String statement(String system, String text) {
    return hex(system, text);
  }

  /** FNV-1a over the characters, 64 bits: two of ten thousand texts are equal once in 10^11. */
  private static String hex(String first, String second) {
    long hash = BASIS;
    for (int i = 0; i < first.length(); i++) {
      hash = (hash ^ first.charAt(i)) * PRIME;
    }
    hash = (hash ^ '\n') * PRIME;
    for (int i = 0; i < second.length(); i++) {
      hash = (hash ^ second.charAt(i)) * PRIME;
    }
    String digits = Long.toHexString(hash);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
