package io.sonde.agent.instrumentation.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Takes the literals out of an SQL text, in one pass and in time linear in what is read.
 *
 * <p>Every literal becomes {@code ?}, in all quotings of the dialect; comments go; space collapses;
 * a list after IN becomes one {@code ?}. Whatever could be read in two ways, of which one would
 * show a literal, masks the rest of the text: an unterminated quote, a backslash before a quote
 * where its meaning depends on a setting, a password in a definition. A text that starts with no
 * known verb is {@code ?} as a whole. At most {@value #MAX_SCAN} characters are read.
 */
final class SqlNormaliser {

  static final int MAX_SCAN = 16_384;

  /** Where we are in {@code IN (?, ?, …)}. */
  private enum ListState {
    NONE,
    AFTER_IN,
    OPEN,
    AFTER_ITEM,
    AFTER_COMMA
  }

  /** What a backslash before a quote means. */
  private enum Backslash {
    ORDINARY,
    ESCAPE,
    AMBIGUOUS
  }

  /** What a CREATE, ALTER or DROP is about. */
  private enum Definition {
    UNDECIDED,
    /** A table, view or routine: PASSWORD may be a column, and a value is in quotes. */
    OF_ROWS,
    /** A user, a role, a server: a password may follow without quotes. */
    OF_OTHERS
  }

  private final String sql;
  private final int end;
  private final SqlDialect dialect;
  private final SqlSummary summary;
  private final StringBuilder out;

  private int at;
  private boolean space;
  private boolean stopped;
  private ListState list = ListState.NONE;

  // what decides whether a password may follow
  private @Nullable SqlKeyword verb;
  private boolean verbSeen;
  private Definition definition = Definition.UNDECIDED;
  private @Nullable SqlKeyword previousWord;
  private char previousMark;
  private boolean isAfterLike;
  private boolean leadingWildcard;

  private SqlNormaliser(String sql, SqlDialect dialect) {
    this.sql = sql;
    this.end = Math.min(sql.length(), MAX_SCAN);
    this.dialect = dialect;
    this.summary = new SqlSummary(sql);
    this.out = new StringBuilder(Math.min(end + 8, SqlText.MAX_TEXT + 8));
  }

  /** Normalises a text; never fails, whatever the text is. */
  static SqlText normalise(String sql, SqlDialect dialect) {
    return new SqlNormaliser(sql, dialect).run();
  }

  private SqlText run() {
    while (at < end && !stopped) {
      step(sql.charAt(at));
    }
    if (!summary.hasVerb()) {
      return new SqlText("?", summary.operation(), summary.summary(), false, false);
    }
    boolean cut = out.length() > SqlText.MAX_TEXT || (end < sql.length() && !stopped);
    if (cut) {
      out.setLength(Math.min(out.length(), SqlText.MAX_TEXT - 1));
      out.append('…');
    }
    return new SqlText(
        out.toString(), summary.operation(), summary.summary(), !cut && !stopped, leadingWildcard);
  }

  private void step(char c) {
    if (isSpace(c)) {
      at++;
      space = true;
    } else if (c == '\'') {
      literal(c, plainBackslash());
    } else if (c == '"') {
      doubleQuote();
    } else if (c == '`') {
      quotedName('`');
    } else if (c == '[' && dialect.bracketsAreIdentifiers()) {
      quotedName(']');
    } else if (c == '$') {
      dollar();
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)) && previousMark != 'w')) {
      number();
    } else if (startsComment(c)) {
      comment(c);
    } else if (isWordStart(c)) {
      word();
    } else if (isTypographicQuote(c)) {
      maskRest();
    } else {
      mark(c);
    }
  }

  // ---- quotes

  private Backslash plainBackslash() {
    return dialect.backslashIsAmbiguous() ? Backslash.AMBIGUOUS : Backslash.ORDINARY;
  }

  /** Skips a literal that starts here; a quote in it is doubled or, perhaps, escaped. */
  private void literal(char quote, Backslash backslash) {
    if (dialect == SqlDialect.UNKNOWN && peek(1) == quote && peek(2) == quote) {
      // a doubled quote at the start, or the triple quotes of some dialects
      maskRest();
      return;
    }
    if (isAfterLike && previousMark == 'w' && (peek(1) == '%' || peek(1) == '_')) {
      leadingWildcard = true;
    }
    int backslashes = 0;
    for (int i = at + 1; i < end; i++) {
      char c = sql.charAt(i);
      if (c == '\\') {
        backslashes++;
        continue;
      }
      boolean odd = (backslashes & 1) != 0;
      backslashes = 0;
      if (c != quote || (odd && backslash == Backslash.ESCAPE)) {
        continue;
      }
      if (odd && backslash == Backslash.AMBIGUOUS) {
        break;
      }
      if (i + 1 < end && sql.charAt(i + 1) == quote) {
        i++;
        continue;
      }
      at = i + 1;
      placeholder();
      return;
    }
    maskRest();
  }

  private void doubleQuote() {
    if (!dialect.doubleQuotesAreLiterals()
        || (dialect == SqlDialect.SQLITE && summary.expectsTable())) {
      quotedName('"');
    } else {
      literal('"', plainBackslash());
    }
  }

  /** Skips an identifier in quotes; a closing quote in it is doubled. */
  private void quotedName(char close) {
    for (int i = at + 1; i < end; i++) {
      if (sql.charAt(i) == close) {
        if (i + 1 < end && sql.charAt(i + 1) == close) {
          i++;
          continue;
        }
        if (masksWords()) {
          at = i + 1;
          placeholder();
          return;
        }
        summary.quotedName(at + 1, i);
        emit(at, i + 1);
        at = i + 1;
        afterWord(null);
        return;
      }
    }
    maskRest();
  }

  /** {@code $1}, {@code $tag$ … $tag$}, or a mark. */
  private void dollar() {
    int i = at + 1;
    while (i < end && isDigit(sql.charAt(i))) {
      i++;
    }
    if (i > at + 1) {
      at = i;
      placeholder();
      return;
    }
    while (i < end && isWordPart(sql.charAt(i)) && sql.charAt(i) != '$') {
      i++;
    }
    if (i == end) {
      maskRest();
    } else if (sql.charAt(i) == '$') {
      int close = indexOf(at, i + 1 - at, i + 1);
      if (close < 0) {
        maskRest();
      } else {
        at = close + i + 1 - at;
        placeholder();
      }
    } else {
      mark('$');
    }
  }

  /** Position of the text's part {@code [from, from + length)} at or behind a position, or -1. */
  private int indexOf(int from, int length, int start) {
    for (int i = sql.indexOf('$', start);
        i >= 0 && i + length <= end;
        i = sql.indexOf('$', i + 1)) {
      if (sql.regionMatches(i, sql, from, length)) {
        return i;
      }
    }
    return -1;
  }

  /** Oracle's {@code q'[ … ]'}; the position is that of its first quote. */
  private void alternativeQuote() {
    int open = at + 1;
    if (open >= end) {
      maskRest();
      return;
    }
    char close = closing(sql.charAt(open));
    for (int i = open + 1; i + 1 < end; i++) {
      if (sql.charAt(i) == close && sql.charAt(i + 1) == '\'') {
        at = i + 2;
        placeholder();
        return;
      }
    }
    maskRest();
  }

  private static char closing(char open) {
    return switch (open) {
      case '[' -> ']';
      case '{' -> '}';
      case '(' -> ')';
      case '<' -> '>';
      default -> open;
    };
  }

  // ---- numbers and words

  /** A number, or whatever starts with a digit: {@code 1.5e-3}, {@code 0xFF}, {@code 2nd}. */
  private void number() {
    int i = at + 1;
    while (i < end) {
      char c = sql.charAt(i);
      boolean exponentSign =
          (c == '+' || c == '-')
              && (sql.charAt(i - 1) == 'e' || sql.charAt(i - 1) == 'E')
              && !hexadecimal()
              && i + 1 < end
              && isDigit(sql.charAt(i + 1));
      if (!isWordPart(c) && c != '.' && !exponentSign) {
        break;
      }
      i++;
    }
    at = i;
    placeholder();
  }

  private boolean hexadecimal() {
    return sql.charAt(at) == '0' && (peek(1) == 'x' || peek(1) == 'X');
  }

  private void word() {
    int i = at + 1;
    while (i < end && isWordPart(sql.charAt(i))) {
      i++;
    }
    char next = i < end ? sql.charAt(i) : 0;
    if (next == '\'' && prefixed(i)) {
      return;
    }
    if (next == '&' && i == at + 1 && lower(sql.charAt(at)) == 'u' && peek(2) == '\'') {
      at += 2;
      literal('\'', Backslash.ORDINARY);
      return;
    }
    int start = at;
    at = i;
    if (masksWords()) {
      placeholder();
      return;
    }
    SqlKeyword keyword = SqlKeyword.of(sql, start, i);
    summary.word(start, i, keyword);
    emit(start, i);
    if (keyword == SqlKeyword.IN) {
      list = ListState.AFTER_IN;
    }
    credentials(keyword);
    afterWord(keyword);
    isAfterLike = isLike(start, i);
  }

  private boolean isLike(int from, int to) {
    return (to - from == 4 && sql.regionMatches(true, from, "LIKE", 0, 4))
        || (to - from == 5 && sql.regionMatches(true, from, "ILIKE", 0, 5));
  }

  /** Handles a word that belongs to the literal behind it ({@code N'…'}); false if it does not. */
  private boolean prefixed(int quote) {
    int length = quote - at;
    char first = lower(sql.charAt(at));
    if (length == 1 && (first == 'n' || first == 'b' || first == 'x')) {
      at = quote;
      literal('\'', plainBackslash());
      return true;
    }
    if (length == 1 && first == 'e') {
      at = quote;
      literal('\'', dialect == SqlDialect.POSTGRESQL ? Backslash.ESCAPE : Backslash.AMBIGUOUS);
      return true;
    }
    if (first == '_' && dialect.backslashIsAmbiguous()) {
      at = quote;
      literal('\'', Backslash.AMBIGUOUS);
      return true;
    }
    boolean alternative =
        (length == 1 && first == 'q')
            || (length == 2 && first == 'n' && lower(sql.charAt(at + 1)) == 'q');
    if (alternative && dialect == SqlDialect.ORACLE) {
      at = quote;
      alternativeQuote();
      return true;
    }
    if (alternative && dialect == SqlDialect.UNKNOWN) {
      maskRest();
      return true;
    }
    return false;
  }

  private void afterWord(@Nullable SqlKeyword keyword) {
    previousWord = keyword;
    previousMark = 'w';
    isAfterLike = false;
  }

  // ---- passwords without quotes

  /** Masks what follows a word that announces a password. */
  private void credentials(@Nullable SqlKeyword keyword) {
    if (!verbSeen) {
      verbSeen = true;
      verb = keyword;
      return;
    }
    boolean identified = previousWord == SqlKeyword.IDENTIFIED;
    if (identified
        && (keyword == SqlKeyword.BY || keyword == SqlKeyword.WITH || keyword == SqlKeyword.AS)) {
      maskRest();
      return;
    }
    if (verb == null || verb.role() != SqlKeyword.Role.ADMINISTRATION || keyword == null) {
      return;
    }
    if (definition == Definition.UNDECIDED) {
      definition = definition(keyword);
    }
    boolean announces =
        keyword == SqlKeyword.PASSWORD
            || (keyword == SqlKeyword.KEY
                && (verb == SqlKeyword.ATTACH || verb == SqlKeyword.PRAGMA))
            || (keyword == SqlKeyword.TO && verb == SqlKeyword.SET);
    if (announces && definition != Definition.OF_ROWS) {
      maskRest();
    }
  }

  private Definition definition(SqlKeyword keyword) {
    boolean defines =
        verb == SqlKeyword.CREATE || verb == SqlKeyword.ALTER || verb == SqlKeyword.DROP;
    return switch (keyword.role()) {
      case DEFINED_AND_NAMED -> defines ? Definition.OF_ROWS : Definition.OF_OTHERS;
      case DEFINED -> Definition.OF_OTHERS;
      default -> Definition.UNDECIDED;
    };
  }

  /** Whether a value without quotes may follow an equals sign. */
  private boolean masksAfterEquals() {
    return verb != null
        && verb.role() == SqlKeyword.Role.ADMINISTRATION
        && definition != Definition.OF_ROWS;
  }

  /** Whether words may be values: the arguments of EXEC need no quotes. */
  private boolean masksWords() {
    boolean executes = verb == SqlKeyword.EXEC || verb == SqlKeyword.EXECUTE;
    return executes && !summary.expectsTable() && previousMark != '@' && previousMark != '.';
  }

  // ---- comments and marks

  private boolean startsComment(char c) {
    char next = peek(1);
    return switch (c) {
      case '-' -> next == '-' && (dialect != SqlDialect.MYSQL || isSpaceOrEnd(peek(2)));
      case '/' -> next == '*' || (next == '/' && dialect == SqlDialect.UNKNOWN);
      case '#' -> dialect == SqlDialect.MYSQL || dialect == SqlDialect.UNKNOWN;
      default -> false;
    };
  }

  private void comment(char c) {
    boolean block = c == '/' && peek(1) == '*';
    boolean certain = dialect != SqlDialect.UNKNOWN || (c == '-' && isSpaceOrEnd(peek(2)));
    if (block) {
      blockComment();
    } else if (certain) {
      while (at < end && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
        at++;
      }
      space = true;
    } else {
      maskRest();
    }
  }

  private void blockComment() {
    int open = 1;
    int i = at + 2;
    while (i + 1 < end) {
      char c = sql.charAt(i);
      char next = sql.charAt(i + 1);
      if (c == '*' && next == '/') {
        i += 2;
        if (--open == 0) {
          at = i;
          space = true;
          return;
        }
      } else if (c == '/' && next == '*') {
        if (!dialect.commentsNest()) {
          break;
        }
        open++;
        i += 2;
      } else {
        i++;
      }
    }
    maskRest();
  }

  private void mark(char c) {
    if (c == '?') {
      at++;
      placeholder();
      return;
    }
    boolean listed = list == ListState.OPEN || list == ListState.AFTER_COMMA;
    if ((c == '-' || c == '+') && listed && (isDigit(peek(1)) || peek(1) == '.')) {
      at++;
      return;
    }
    if (c == ',' && list == ListState.AFTER_ITEM) {
      list = ListState.AFTER_COMMA;
      summary.mark(c);
      at++;
      space = false;
      return;
    }
    ListState before = list;
    emit(at, at + 1);
    at++;
    list = c == '(' && before == ListState.AFTER_IN ? ListState.OPEN : ListState.NONE;
    summary.mark(c);
    previousMark = c;
    if (c == ';') {
      verbSeen = false;
      definition = Definition.UNDECIDED;
      verb = null;
    }
    boolean value = c == '=' || (c == '(' && verb == SqlKeyword.PRAGMA);
    boolean resultOfExec = c == '=' && summary.expectsTable();
    if (value && masksAfterEquals() && !resultOfExec) {
      maskRest();
    }
  }

  // ---- output

  private void placeholder() {
    summary.literal();
    previousMark = '?';
    previousWord = null;
    if (list == ListState.AFTER_COMMA) {
      list = ListState.AFTER_ITEM;
      space = false;
      return;
    }
    ListState next = list == ListState.OPEN ? ListState.AFTER_ITEM : ListState.NONE;
    separate();
    if (out.length() <= SqlText.MAX_TEXT) {
      out.append('?');
    }
    list = next;
  }

  private void maskRest() {
    placeholder();
    stopped = true;
    at = end;
  }

  private void emit(int from, int to) {
    if (list == ListState.AFTER_COMMA && out.length() <= SqlText.MAX_TEXT) {
      out.append(',');
      space = true;
    }
    list = ListState.NONE;
    separate();
    int room = SqlText.MAX_TEXT + 1 - out.length();
    if (room > 0) {
      out.append(sql, from, Math.min(to, from + room));
    }
  }

  private void separate() {
    if (space && out.length() > 0 && out.length() <= SqlText.MAX_TEXT) {
      out.append(' ');
    }
    space = false;
  }

  // ---- characters

  private char peek(int distance) {
    return at + distance < end ? sql.charAt(at + distance) : 0;
  }

  private boolean isWordStart(char c) {
    return isWordPart(c) && !isDigit(c);
  }

  private boolean isWordPart(char c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || isDigit(c)
          || c == '_'
          || c == '$'
          || (c == '#' && dialect != SqlDialect.MYSQL && dialect != SqlDialect.UNKNOWN);
    }
    return !isSpace(c) && !isTypographicQuote(c);
  }

  private static boolean isTypographicQuote(char c) {
    return (c >= '\u2018' && c <= '\u201F') || c == '\u00B4' || c == '\uFF07' || c == '\uFF02';
  }

  private static boolean isSpace(char c) {
    return c <= ' ' || (c > 127 && (Character.isWhitespace(c) || Character.isSpaceChar(c)));
  }

  private static boolean isSpaceOrEnd(char c) {
    return c <= ' ';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }
}
