package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.requests.StatementText;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a statement: its database, what executing it is recorded as, and what executing
 * it as a batch is recorded as.
 *
 * <p>Handles are shared by all statements with the same text and refer to no object of the
 * application. {@code number}, {@code batch} and {@code collecting} are made on first use; a race
 * makes the same one twice.
 */
final class StatementHandle {

  /** Where the text of a statement comes from. */
  enum Kind {
    /** From {@code prepareStatement} or {@code prepareCall}, or it is not known. */
    PREPARED,
    /** From {@code execute(String)}; nothing was added to a batch. */
    PLAIN,
    /** From {@code addBatch(String)}; all texts so far have one verb. */
    COLLECTING,
    /** From {@code addBatch(String)}; the texts have several verbs. */
    MIXED
  }

  private static final String BATCH = "BATCH";
  private static final int NOT_ASKED = -1;

  private final DatabaseHandle database;
  private final String operationName;
  private final String summary;
  private final Kind kind;
  private final OperationHandle operation;
  private final @Nullable SqlText text;
  private volatile int number = NOT_ASKED;
  private volatile @Nullable OperationHandle batch;
  private volatile @Nullable StatementHandle collecting;

  private StatementHandle(
      DatabaseHandle database,
      String operationName,
      String summary,
      Kind kind,
      @Nullable SqlText text) {
    this.database = database;
    this.operationName = operationName;
    this.summary = summary;
    this.kind = kind;
    this.text = text;
    this.operation = database.operation(operationName, summary);
  }

  /** A statement whose text is known. */
  static StatementHandle of(DatabaseHandle database, SqlText text) {
    return new StatementHandle(database, text.operation(), text.summary(), Kind.PREPARED, text);
  }

  /** A statement without a known text. */
  static StatementHandle withoutText(DatabaseHandle database, Kind kind) {
    String unknown = DatabaseHandle.UNKNOWN;
    return new StatementHandle(database, unknown, unknown, kind, null);
  }

  DatabaseHandle database() {
    return database;
  }

  /** What one execution is recorded as. */
  OperationHandle operation() {
    return operation;
  }

  /** The statement's text, or null if it has none or it is not known. */
  @Nullable SqlText text() {
    return text;
  }

  /** The statement's number in the requests' books; 0 without a text, or if there are too many. */
  int number() {
    int known = number;
    if (known == NOT_ASKED) {
      SqlText sql = text;
      StatementText statement =
          sql == null ? null : database.meters().statement(database.system(), sql);
      known = statement == null ? 0 : statement.number();
      number = known;
    }
    return known;
  }

  /** Takes note of a text that was new, if it tells more than the one without its literals. */
  void seenAs(String sql) {
    SqlText known = text;
    if (known == null) {
      return;
    }
    boolean isLiteral = hadLiterals(known, sql);
    if (isLiteral || !known.isWhole() || known.hasLeadingWildcard()) {
      StatementText statement = database.meters().statement(database.system(), known);
      if (statement != null) {
        tell(statement, known, isLiteral ? sql : null);
      }
    }
  }

  /** Comments may differ where literals do not: a text with one tells nothing. */
  private static boolean hadLiterals(SqlText known, String sql) {
    return marks(known.text()) > marks(sql) && !sql.contains("/*") && !sql.contains("--");
  }

  private static long marks(String sql) {
    return sql.chars().filter(c -> c == '?').count();
  }

  private static void tell(StatementText statement, SqlText known, @Nullable String literalText) {
    if (literalText != null) {
      statement.literalText(literalText.hashCode());
    }
    if (!known.isWhole()) {
      statement.partial();
    }
    if (known.hasLeadingWildcard()) {
      statement.leadingWildcard();
    }
  }

  Kind kind() {
    return kind;
  }

  /** What the execution of a batch is recorded as: {@code BATCH INSERT order_item}. */
  OperationHandle batch() {
    OperationHandle made = batch;
    if (made == null) {
      made =
          operationName.equals(DatabaseHandle.UNKNOWN)
              ? database.operation(BATCH, BATCH)
              : database.operation(BATCH + ' ' + operationName, BATCH + ' ' + summary);
      batch = made;
    }
    return made;
  }

  /** What stands for a plain statement after a text like this one was added to its batch. */
  StatementHandle addedTo(StatementHandle statement) {
    if (statement.kind == Kind.PLAIN) {
      return collecting();
    }
    if (statement.kind != Kind.COLLECTING || statement.summary.equals(summary)) {
      return statement;
    }
    if (!statement.operationName.equals(operationName)) {
      return database.mixedStatement();
    }
    return statement.summary.equals(operationName)
        ? statement
        : new StatementHandle(database, operationName, operationName, Kind.COLLECTING, null);
  }

  private StatementHandle collecting() {
    StatementHandle made = collecting;
    if (made == null) {
      made = new StatementHandle(database, operationName, summary, Kind.COLLECTING, null);
      collecting = made;
    }
    return made;
  }
}
