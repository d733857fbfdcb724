package io.sonde.exporters.api;

import java.util.regex.Pattern;

/**
 * What the text of a statement without its literals shows to be doubtful. Names in quotes are taken
 * for words; a text that is not whole shows nothing about what it lacks.
 */
final class SqlPattern {
  /** Not in {@code EXISTS (SELECT * …)}, and not from a sub-select that names its columns. */
  private static final Pattern ALL_COLUMNS =
      Pattern.compile(
          "(?i)(?<!exists ?\\( ?)\\bselect (distinct |all )?([\\w\"`\\[\\].]+\\.)?\\*[ ,](?!from ?\\( ?select)"
              + "|, ?[\\w\"`\\[\\]]+\\.\\*");

  private static final Pattern CHANGE = Pattern.compile("(?i)^(update|delete) .*", Pattern.DOTALL);

  /** What says which rows are meant. */
  private static final Pattern CONDITION =
      Pattern.compile("(?i)\\b(where|join|using|limit|top|exists)\\b");

  /** What keeps the result of a SELECT small, or makes it something else than a table's rows. */
  private static final Pattern BOUND =
      Pattern.compile(
          "(?i)\\b(where|having|limit|top|fetch|rownum|qualify|group by|union|intersect|except"
              + "|count|sum|min|max|avg|nextval|next value)\\b");

  private static final Pattern READS =
      Pattern.compile("(?i)^select .*\\bfrom\\b.*", Pattern.DOTALL);

  private SqlPattern() {}

  /** Reads all columns of a table. */
  static boolean readsAllColumns(String text) {
    return ALL_COLUMNS.matcher(text).find();
  }

  /** Changes or deletes all rows of a table. */
  static boolean changesAllRows(RequestInsights.StatementUse statement) {
    return statement.isWhole()
        && CHANGE.matcher(statement.text()).matches()
        && !CONDITION.matcher(statement.text()).find();
  }

  /** Reads all rows of a table and returns them. */
  static boolean readsAllRows(RequestInsights.StatementUse statement) {
    return statement.isWhole()
        && READS.matcher(statement.text()).matches()
        && !BOUND.matcher(statement.text()).find();
  }

  /** Reads. */
  static boolean isQuery(String summary) {
    return summary.startsWith("SELECT") || summary.startsWith("WITH");
  }
}
