package io.sonde.agent.instrumentation.jdbc;

/**
 * An SQL text without its literals.
 *
 * @param text the text with {@code ?} for every literal, without comments, at most {@value
 *     #MAX_TEXT} characters; ends in {@code …} if it was cut
 * @param operation the verb in upper case, {@code OTHER} if there is none that is known
 * @param summary the verb and the tables, at most {@value #MAX_SUMMARY} characters, for example
 *     {@code SELECT orders customer} or {@code INSERT audit SELECT orders}
 * @param isWhole whether the text shows all of the statement: nothing was cut, no end was masked
 * @param hasLeadingWildcard whether a literal after {@code LIKE} starts with a wildcard
 */
record SqlText(
    String text, String operation, String summary, boolean isWhole, boolean hasLeadingWildcard) {

  static final int MAX_TEXT = 2_048;
  static final int MAX_SUMMARY = 255;
}
