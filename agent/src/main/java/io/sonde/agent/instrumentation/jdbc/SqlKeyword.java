package io.sonde.agent.instrumentation.jdbc;

import org.jspecify.annotations.Nullable;

/** The words of SQL that decide what a statement does and which words of it are tables. */
enum SqlKeyword {
  // verbs that work on rows; a password can stand in them only as a literal
  SELECT(Role.ROWS),
  INSERT(Role.ROWS),
  UPDATE(Role.ROWS),
  DELETE(Role.ROWS),
  MERGE(Role.ROWS),
  REPLACE(Role.ROWS),
  UPSERT(Role.ROWS),
  WITH(Role.ROWS),
  VALUES(Role.ROWS),
  CALL(Role.ROWS),
  EXPLAIN(Role.ROWS),
  BEGIN(Role.ROWS),
  DECLARE(Role.ROWS),
  COMMIT(Role.ROWS),
  ROLLBACK(Role.ROWS),
  SAVEPOINT(Role.ROWS),
  RELEASE(Role.ROWS),
  FETCH(Role.ROWS),
  LOCK(Role.ROWS),
  UNLOCK(Role.ROWS),

  // other verbs; in some of them a password stands without quotes
  EXEC(Role.ADMINISTRATION),
  EXECUTE(Role.ADMINISTRATION),
  CREATE(Role.ADMINISTRATION),
  DROP(Role.ADMINISTRATION),
  ALTER(Role.ADMINISTRATION),
  TRUNCATE(Role.ADMINISTRATION),
  RENAME(Role.ADMINISTRATION),
  COMMENT(Role.ADMINISTRATION),
  SET(Role.ADMINISTRATION),
  RESET(Role.ADMINISTRATION),
  SHOW(Role.ADMINISTRATION),
  DESCRIBE(Role.ADMINISTRATION),
  USE(Role.ADMINISTRATION),
  START(Role.ADMINISTRATION),
  GRANT(Role.ADMINISTRATION),
  REVOKE(Role.ADMINISTRATION),
  COPY(Role.ADMINISTRATION),
  LOAD(Role.ADMINISTRATION),
  ANALYZE(Role.ADMINISTRATION),
  VACUUM(Role.ADMINISTRATION),
  OPTIMIZE(Role.ADMINISTRATION),
  PRAGMA(Role.ADMINISTRATION),
  ATTACH(Role.ADMINISTRATION),
  DETACH(Role.ADMINISTRATION),
  OPEN(Role.ADMINISTRATION),
  CLOSE(Role.ADMINISTRATION),
  REFRESH(Role.ADMINISTRATION),
  REINDEX(Role.ADMINISTRATION),
  CHECKPOINT(Role.ADMINISTRATION),
  SHUTDOWN(Role.ADMINISTRATION),
  LISTEN(Role.ADMINISTRATION),
  UNLISTEN(Role.ADMINISTRATION),
  NOTIFY(Role.ADMINISTRATION),
  KILL(Role.ADMINISTRATION),
  FLUSH(Role.ADMINISTRATION),
  DO(Role.ADMINISTRATION),
  PREPARE(Role.ADMINISTRATION),
  DEALLOCATE(Role.ADMINISTRATION),
  DISCARD(Role.ADMINISTRATION),
  BACKUP(Role.ADMINISTRATION),
  RESTORE(Role.ADMINISTRATION),
  SCRIPT(Role.ADMINISTRATION),
  RUNSCRIPT(Role.ADMINISTRATION),
  PURGE(Role.ADMINISTRATION),

  // words that a table follows
  FROM(Role.CLAUSE),
  JOIN(Role.CLAUSE),
  STRAIGHT_JOIN(Role.CLAUSE),
  APPLY(Role.CLAUSE),
  USING(Role.CLAUSE),

  // words between the verb and the table
  INTO(Role.BEFORE_TABLE),
  ONLY(Role.BEFORE_TABLE),
  LATERAL(Role.BEFORE_TABLE),
  IGNORE(Role.BEFORE_TABLE),
  LOW_PRIORITY(Role.BEFORE_TABLE),
  HIGH_PRIORITY(Role.BEFORE_TABLE),
  DELAYED(Role.BEFORE_TABLE),
  QUICK(Role.BEFORE_TABLE),
  OVERWRITE(Role.BEFORE_TABLE),
  OR(Role.BEFORE_TABLE),
  ABORT(Role.BEFORE_TABLE),
  FAIL(Role.BEFORE_TABLE),
  ALL(Role.BEFORE_TABLE),
  IF(Role.BEFORE_TABLE),
  NOT(Role.BEFORE_TABLE),
  EXISTS(Role.BEFORE_TABLE),
  CONCURRENTLY(Role.BEFORE_TABLE),
  TABLES(Role.BEFORE_TABLE),
  OJ(Role.BEFORE_TABLE),

  // words that end a list of tables
  WHERE(Role.AFTER_TABLES),
  GROUP(Role.AFTER_TABLES),
  ORDER(Role.AFTER_TABLES),
  HAVING(Role.AFTER_TABLES),
  LIMIT(Role.AFTER_TABLES),
  OFFSET(Role.AFTER_TABLES),
  UNION(Role.AFTER_TABLES),
  INTERSECT(Role.AFTER_TABLES),
  EXCEPT(Role.AFTER_TABLES),
  MINUS(Role.AFTER_TABLES),
  RETURNING(Role.AFTER_TABLES),
  WINDOW(Role.AFTER_TABLES),
  QUALIFY(Role.AFTER_TABLES),
  FOR(Role.AFTER_TABLES),

  // what a definition defines; the name of one is part of the summary
  TABLE(Role.DEFINED_AND_NAMED),
  VIEW(Role.DEFINED_AND_NAMED),
  INDEX(Role.DEFINED_AND_NAMED),
  SEQUENCE(Role.DEFINED_AND_NAMED),
  PROCEDURE(Role.DEFINED_AND_NAMED),
  FUNCTION(Role.DEFINED_AND_NAMED),
  TRIGGER(Role.DEFINED_AND_NAMED),

  // what a definition defines; the name of one is not
  USER(Role.DEFINED),
  ROLE(Role.DEFINED),
  LOGIN(Role.DEFINED),
  SCHEMA(Role.DEFINED),
  DATABASE(Role.DEFINED),
  TYPE(Role.DEFINED),
  SESSION(Role.DEFINED),
  SYSTEM(Role.DEFINED),
  TABLESPACE(Role.DEFINED),
  EXTENSION(Role.DEFINED),
  SERVER(Role.DEFINED),

  // others
  AS(Role.NONE),
  RECURSIVE(Role.NONE),
  DISTINCT(Role.NONE),
  IN(Role.NONE),
  TO(Role.NONE),
  BY(Role.NONE),
  IDENTIFIED(Role.NONE),
  PASSWORD(Role.NONE),
  KEY(Role.NONE);

  /** What a word is for. */
  enum Role {
    ROWS,
    ADMINISTRATION,
    CLAUSE,
    BEFORE_TABLE,
    AFTER_TABLES,
    DEFINED_AND_NAMED,
    DEFINED,
    NONE
  }

  private static final int MAX_LENGTH = 13;
  private static final int SLOTS = 512;
  private static final @Nullable SqlKeyword[] BY_HASH = new SqlKeyword[SLOTS];

  static {
    for (SqlKeyword keyword : values()) {
      int slot = slot(hash(keyword.name(), 0, keyword.name().length()));
      while (BY_HASH[slot] != null) {
        slot = (slot + 1) % SLOTS;
      }
      BY_HASH[slot] = keyword;
    }
  }

  private final Role role;

  SqlKeyword(Role role) {
    this.role = role;
  }

  Role role() {
    return role;
  }

  /** Whether a statement can start with the word. */
  boolean verb() {
    return role == Role.ROWS || role == Role.ADMINISTRATION;
  }

  /** The keyword that stands in a text, in any case, or null; allocates nothing. */
  static @Nullable SqlKeyword of(String text, int start, int end) {
    int length = end - start;
    if (length > MAX_LENGTH) {
      return null;
    }
    int slot = slot(hash(text, start, end));
    for (SqlKeyword found = BY_HASH[slot]; found != null; found = BY_HASH[slot]) {
      if (found.name().length() == length && matches(found.name(), text, start)) {
        return found;
      }
      slot = (slot + 1) % SLOTS;
    }
    return null;
  }

  private static boolean matches(String name, String text, int start) {
    for (int i = 0; i < name.length(); i++) {
      if (upper(text.charAt(start + i)) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(String text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + upper(text.charAt(i));
    }
    return hash;
  }

  private static int slot(int hash) {
    return ((hash * 0x9E3779B9) >>> 16) % SLOTS;
  }

  /** Upper case of ASCII letters alone: the Turkish dotless i is no {@code I}. */
  private static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c;
  }
}
