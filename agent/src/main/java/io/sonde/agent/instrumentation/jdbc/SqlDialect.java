package io.sonde.agent.instrumentation.jdbc;

/**
 * How a database reads quotes and comments, as far as it matters for what is a literal.
 *
 * <p>Where a dialect leaves room for two readings of a text (a backslash before a quote in MySQL
 * depends on a setting; nothing is certain about an unknown database), {@link SqlNormaliser} masks
 * the rest of the text rather than choose.
 */
enum SqlDialect {
  ORACLE,
  POSTGRESQL,
  MYSQL,
  SQL_SERVER,
  SQLITE,
  /** H2, HSQLDB, Derby and Db2: the standard's quotes and comments. */
  STANDARD,
  UNKNOWN;

  /** The dialect of a value of {@code db_system_name}. */
  static SqlDialect of(String system) {
    return switch (system) {
      case "oracle.db" -> ORACLE;
      case "postgresql" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      case "microsoft.sql_server" -> SQL_SERVER;
      case "sqlite" -> SQLITE;
      case "h2database", "hsqldb", "derby", "ibm.db2" -> STANDARD;
      default -> UNKNOWN;
    };
  }

  /** Whether {@code "text"} may be a string. */
  boolean doubleQuotesAreLiterals() {
    return this == MYSQL || this == SQLITE || this == UNKNOWN;
  }

  /** Whether {@code [name]} is an identifier. */
  boolean bracketsAreIdentifiers() {
    return this == SQL_SERVER || this == SQLITE;
  }

  /** Whether a backslash before a quote may, but need not, take the quote's meaning away. */
  boolean backslashIsAmbiguous() {
    return this == MYSQL || this == UNKNOWN;
  }

  /** Whether comments are known to nest. */
  boolean commentsNest() {
    return this == POSTGRESQL || this == SQL_SERVER;
  }
}
