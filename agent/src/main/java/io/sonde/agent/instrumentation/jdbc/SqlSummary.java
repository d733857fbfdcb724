package io.sonde.agent.instrumentation.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads verb and tables off the tokens of a statement, in the form of OpenTelemetry's {@code
 * db.query.summary}.
 *
 * <p>Tables stand in the order of the text, each once per verb, without schema and without quotes.
 * A sub-select in a select adds its tables; in another statement it adds {@code SELECT} and its
 * tables. Names of common table expressions are left out. Of several statements the first counts.
 */
final class SqlSummary {

  private static final String OTHER = "OTHER";
  private static final int MAX_TABLES = 12;
  private static final int MAX_NAME = 100;
  private static final int MAX_COMMON_TABLES = 32;

  /** Where a table is expected; decides what a parenthesis after its name means. */
  private enum Place {
    NOWHERE,
    /** A parenthesis after the name makes it a function. */
    FROM,
    /** A parenthesis after the name starts a list of columns or arguments. */
    NAME
  }

  private final String sql;
  private final List<String> commonTables = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();
  private final StringBuilder summary = new StringBuilder();
  private final StringBuilder commonSummary = new StringBuilder();

  private @Nullable SqlKeyword verb;
  private @Nullable SqlKeyword lastVerb;
  private @Nullable SqlKeyword emittedVerb;
  private boolean inCommonTables;
  private boolean defining;
  private boolean ended;

  private int depth;

  /** Bit d: at parenthesis depth d a FROM that follows would start a list of tables. */
  private long fromPossible;

  /** Bit d: at parenthesis depth d a comma separates tables. */
  private long inTables;

  private Place expected = Place.NOWHERE;
  private boolean deletesUsing;
  private int nameStart = -1;
  private int nameEnd;
  private @Nullable SqlKeyword previousWord;
  private char previousMark;

  SqlSummary(String sql) {
    this.sql = sql;
  }

  /** The verb, {@code WITH} if the main one was not reached, {@code OTHER} if there is none. */
  String operation() {
    if (verb != null) {
      return verb == SqlKeyword.EXEC ? SqlKeyword.EXECUTE.name() : verb.name();
    }
    return inCommonTables ? SqlKeyword.WITH.name() : OTHER;
  }

  /** Verb and tables. */
  String summary() {
    endName();
    String operation = operation();
    StringBuilder whole = new StringBuilder(operation).append(summary);
    if (commonSummary.length() > 0) {
      String main = SqlKeyword.SELECT.name() + ' ';
      boolean same =
          emittedVerb == SqlKeyword.SELECT || (emittedVerb == null && verb == SqlKeyword.SELECT);
      int skipped = same && commonSummary.indexOf(' ' + main) == 0 ? main.length() : 0;
      whole.append(commonSummary, skipped, commonSummary.length());
    }
    int cut = Math.min(whole.length(), SqlText.MAX_SUMMARY);
    return whole.substring(0, cut);
  }

  /** Whether a statement's first word was seen and was a verb. */
  boolean hasVerb() {
    return verb != null || inCommonTables;
  }

  /** Whether the next word would be read as a table. */
  boolean expectsTable() {
    return !ended && expected != Place.NOWHERE && (nameStart < 0 || previousMark == '.');
  }

  /** A word without quotes. */
  void word(int start, int end, @Nullable SqlKeyword keyword) {
    char mark = previousMark;
    previousMark = 0;
    if (ended) {
      return;
    }
    if (!hasVerb()) {
      firstWord(keyword);
    } else if (mark == '.' && nameStart >= 0) {
      name(start, end);
    } else {
      endName();
      if (verb == null && depth == 0) {
        commonTable(start, end, keyword, mark);
      } else if (keyword == null || mark == '.') {
        expectedName(start, end);
      } else {
        keyword(start, end, keyword, mark);
      }
    }
    previousWord = keyword;
  }

  /** An identifier in quotes; the positions are those of its content. */
  void quotedName(int start, int end) {
    char mark = previousMark;
    previousMark = 0;
    if (ended || !hasVerb()) {
      return;
    }
    if (mark == '.' && nameStart >= 0) {
      name(start, end);
    } else {
      endName();
      if (verb == null && depth == 0) {
        commonTable(start, end, null, mark);
      } else {
        expectedName(start, end);
      }
    }
    previousWord = null;
  }

  /** A literal or a parameter. */
  void literal() {
    endName();
    if (verb != SqlKeyword.EXEC && verb != SqlKeyword.EXECUTE && verb != SqlKeyword.CALL) {
      expected = Place.NOWHERE;
    }
    previousMark = '?';
    previousWord = null;
  }

  /** Any other character. */
  void mark(char c) {
    if (!ended && hasVerb()) {
      switch (c) {
        case '(' -> open();
        case ')' -> close();
        case ',' -> comma();
        case '.', '{' -> {}
        case ';' -> {
          endName();
          ended = true;
        }
        case '=' -> assignment();
        case '@' -> endName();
        default -> {
          endName();
          expected = Place.NOWHERE;
        }
      }
    }
    previousMark = c;
  }

  private void firstWord(@Nullable SqlKeyword keyword) {
    if (keyword == null || !keyword.verb()) {
      ended = true;
    } else if (keyword == SqlKeyword.WITH) {
      inCommonTables = true;
    } else {
      verb = keyword;
      start(keyword);
    }
  }

  /** What a verb makes of the words that follow it. */
  private void start(SqlKeyword keyword) {
    switch (keyword) {
      case SELECT -> fromPossible |= bit(depth);
      case INSERT, REPLACE, UPSERT, MERGE, CALL, EXEC, EXECUTE, TRUNCATE, LOCK, COPY ->
          expected = Place.NAME;
      case UPDATE, DELETE -> {
        fromPossible |= bit(depth);
        inTables |= bit(depth);
        expected = Place.FROM;
      }
      case CREATE, ALTER, DROP -> defining = true;
      case VALUES -> {}
      default -> ended = true;
    }
  }

  /** A word between WITH and the main verb, outside of parentheses. */
  private void commonTable(int start, int end, @Nullable SqlKeyword keyword, char mark) {
    if (keyword != null && keyword.verb() && mark != ',' && previousWord != SqlKeyword.WITH) {
      verb = keyword;
      lastVerb = null;
      if (keyword != SqlKeyword.SELECT) {
        tables.clear();
      }
      start(keyword);
    } else if (mark == ','
        || previousWord == SqlKeyword.WITH
        || previousWord == SqlKeyword.RECURSIVE) {
      if (keyword != SqlKeyword.RECURSIVE && commonTables.size() < MAX_COMMON_TABLES) {
        commonTables.add(sql.substring(start, end));
      }
    }
  }

  private void keyword(int start, int end, SqlKeyword keyword, char mark) {
    if (defining && define(keyword)) {
      return;
    }
    if (keyword == SqlKeyword.SELECT) {
      subSelect();
    } else if (inCommonTables && mark == '(' && keyword.role() == SqlKeyword.Role.ROWS) {
      nestedVerb(keyword);
    } else if (keyword == SqlKeyword.FROM) {
      from();
    } else if (expected != Place.NOWHERE) {
      wordAtTable(start, end, keyword);
    } else if (keyword.role() == SqlKeyword.Role.CLAUSE) {
      clause(keyword);
    } else if (keyword.role() == SqlKeyword.Role.AFTER_TABLES
        || keyword == SqlKeyword.SET
        || keyword == SqlKeyword.VALUES) {
      inTables &= ~bit(depth);
    }
  }

  private void subSelect() {
    expected = Place.NOWHERE;
    inTables &= ~bit(depth);
    fromPossible |= bit(depth);
    changeVerb(SqlKeyword.SELECT);
  }

  /** A verb at the start of a common table expression's body. */
  private void nestedVerb(SqlKeyword keyword) {
    changeVerb(keyword);
    start(keyword);
    ended = false;
  }

  private void changeVerb(SqlKeyword keyword) {
    SqlKeyword current = lastVerb != null ? lastVerb : verb;
    if (current != keyword) {
      lastVerb = keyword;
      tables.clear();
    }
  }

  private void from() {
    if (verb == SqlKeyword.DELETE
        && depth == 0
        && (fromPossible & bit(0)) != 0
        && lastVerb == null) {
      // DELETE alias FROM table alias: what stood before FROM was an alias
      summary.setLength(0);
      tables.clear();
    }
    boolean comparison = previousWord == SqlKeyword.DISTINCT;
    if ((fromPossible & bit(depth)) != 0 && !comparison) {
      fromPossible &= ~bit(depth);
      inTables |= bit(depth);
      expected = Place.FROM;
    }
  }

  private void wordAtTable(int start, int end, SqlKeyword keyword) {
    switch (keyword) {
      case TABLE, REPLACE, ROLLBACK -> {}
      case SET, VALUES, WHERE -> {
        expected = Place.NOWHERE;
        inTables &= ~bit(depth);
      }
      default -> {
        if (keyword.role() != SqlKeyword.Role.BEFORE_TABLE) {
          expectedName(start, end);
        }
      }
    }
  }

  private void clause(SqlKeyword keyword) {
    if (keyword != SqlKeyword.USING) {
      expected = Place.FROM;
    } else if (verb == SqlKeyword.MERGE) {
      expected = Place.FROM;
    } else if (verb == SqlKeyword.DELETE && depth == 0 && (inTables & 1L) != 0) {
      expected = Place.FROM;
      deletesUsing = true;
    }
  }

  /** A word between CREATE, ALTER or DROP and what is defined; returns whether it was that. */
  private boolean define(SqlKeyword keyword) {
    if (keyword.role() == SqlKeyword.Role.DEFINED_AND_NAMED) {
      summary.append(' ').append(keyword.name());
      expected = Place.NAME;
      defining = false;
      return true;
    }
    if (keyword.role() == SqlKeyword.Role.DEFINED) {
      summary.append(' ').append(keyword.name());
      defining = false;
      ended = true;
      return true;
    }
    defining = keyword != SqlKeyword.AS;
    return defining;
  }

  private void comma() {
    endName();
    if ((inTables & bit(depth)) != 0) {
      expected = Place.FROM;
    }
  }

  private void open() {
    if (nameStart >= 0) {
      if (expected == Place.FROM) {
        // a function
        nameStart = -1;
        expected = Place.NOWHERE;
      } else {
        endName();
      }
    }
    if (deletesUsing) {
      expected = Place.NOWHERE;
    }
    deletesUsing = false;
    depth++;
    fromPossible &= ~bit(depth);
    inTables &= ~bit(depth);
    if (expected == Place.FROM) {
      inTables |= bit(depth);
    }
  }

  private void close() {
    endName();
    fromPossible &= ~bit(depth);
    inTables &= ~bit(depth);
    expected = Place.NOWHERE;
    if (depth > 0) {
      depth--;
    }
  }

  /** {@code EXEC @result = procedure}: what was read as the procedure was a variable. */
  private void assignment() {
    boolean executes = verb == SqlKeyword.EXEC || verb == SqlKeyword.EXECUTE;
    if (executes && nameStart >= 0) {
      nameStart = -1;
    } else {
      endName();
      expected = Place.NOWHERE;
    }
  }

  private void expectedName(int start, int end) {
    if (expected != Place.NOWHERE) {
      name(start, end);
    }
  }

  private void name(int start, int end) {
    nameStart = start;
    nameEnd = end;
  }

  /** Takes the name that was read as a table: no parenthesis followed. */
  private void endName() {
    if (nameStart < 0) {
      return;
    }
    String name = cleaned(sql.substring(nameStart, Math.min(nameEnd, nameStart + MAX_NAME)));
    nameStart = -1;
    expected = Place.NOWHERE;
    deletesUsing = false;
    if (name.isEmpty() || tables.size() >= MAX_TABLES || tables.contains(name) || common(name)) {
      return;
    }
    StringBuilder target = verb == null ? commonSummary : summary;
    if (tables.isEmpty() && lastVerb != null) {
      target.append(' ').append(lastVerb.name());
      if (target == summary) {
        emittedVerb = lastVerb;
      }
    }
    tables.add(name);
    target.append(' ').append(name);
  }

  private boolean common(String name) {
    for (int i = 0; i < commonTables.size(); i++) {
      if (commonTables.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static String cleaned(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return "";
      }
    }
    return name;
  }

  private static long bit(int depth) {
    return depth < Long.SIZE ? 1L << depth : 0L;
  }
}
