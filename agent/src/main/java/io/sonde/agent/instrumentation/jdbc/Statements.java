package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import org.jspecify.annotations.Nullable;

/** What is known of each open statement, and of each SQL text. */
final class Statements {

  private final Databases databases;
  private final SqlCache texts;
  private final WeakIdentityTable<StatementHandle> open;

  Statements(Databases databases, SqlCache texts, WeakIdentityTable<StatementHandle> open) {
    this.databases = databases;
    this.texts = texts;
    this.open = open;
  }

  /** Remembers a new statement; {@code sql} is null for a plain one. */
  StatementHandle opened(Object statement, DatabaseHandle database, @Nullable String sql) {
    StatementHandle handle = sql == null ? database.plainStatement() : texts.handle(database, sql);
    open.set(statement, handle);
    return handle;
  }

  /** Forgets a statement. */
  void closed(Object statement) {
    open.remove(statement);
  }

  /** What was executed; {@code sql} is null if the statement was prepared. */
  StatementHandle executed(Object statement, @Nullable String sql) {
    StatementHandle handle = handle(statement);
    return sql == null ? handle : texts.handle(handle.database(), sql);
  }

  /** What was executed as a batch; a plain statement's batch is then empty. */
  StatementHandle executedBatch(Object statement) {
    StatementHandle handle = handle(statement);
    if (handle.kind() != StatementHandle.Kind.PREPARED) {
      open.set(statement, handle.database().plainStatement());
    }
    return handle;
  }

  /** Takes note of a text that was added to a plain statement's batch. */
  void addedToBatch(Object statement, String sql) {
    StatementHandle handle = open.get(statement);
    if (handle != null && handle.kind() != StatementHandle.Kind.PREPARED) {
      StatementHandle next = texts.handle(handle.database(), sql).addedTo(handle);
      if (next != handle) {
        open.set(statement, next);
      }
    }
  }

  /** Takes note that a statement's batch is empty again. */
  void clearedBatch(Object statement) {
    StatementHandle handle = open.get(statement);
    if (handle != null && handle.kind() != StatementHandle.Kind.PREPARED) {
      open.set(statement, handle.database().plainStatement());
    }
  }

  private StatementHandle handle(Object statement) {
    StatementHandle handle = open.get(statement);
    return handle == null ? databases.ofStatement(statement).unknownStatement() : handle;
  }
}
