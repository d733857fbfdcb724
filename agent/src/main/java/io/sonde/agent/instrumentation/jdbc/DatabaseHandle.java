package io.sonde.agent.instrumentation.jdbc;

import java.util.concurrent.ConcurrentHashMap;

/**
 * A database that connections lead to, and the operations seen on it.
 *
 * <p>The number of operations is bounded: past {@link #MAX_OPERATIONS} a new summary is recorded as
 * {@code other} under its verb, and counted.
 */
final class DatabaseHandle {

  static final int MAX_OPERATIONS = 2_000;

  /** Operation and summary of a statement whose text is not known. */
  static final String UNKNOWN = "unknown";

  private static final String OTHER = "other";

  private final int number;
  private final String system;
  private final String namespace;
  private final SqlDialect dialect;
  private final JdbcMeters meters;
  private final ConcurrentHashMap<String, OperationHandle> operations = new ConcurrentHashMap<>();
  private final StatementHandle unknownStatement;
  private final StatementHandle plainStatement;
  private final StatementHandle mixedStatement;
  private final OperationHandle commit;
  private final OperationHandle rollback;

  DatabaseHandle(int number, String system, String namespace, JdbcMeters meters) {
    this.number = number;
    this.system = system;
    this.namespace = namespace;
    this.dialect = SqlDialect.of(system);
    this.meters = meters;
    this.unknownStatement = StatementHandle.withoutText(this, StatementHandle.Kind.PREPARED);
    this.plainStatement = StatementHandle.withoutText(this, StatementHandle.Kind.PLAIN);
    this.mixedStatement = StatementHandle.withoutText(this, StatementHandle.Kind.MIXED);
    this.commit = operation("COMMIT", "COMMIT");
    this.rollback = operation("ROLLBACK", "ROLLBACK");
  }

  /** Stands for this database in a thread's state; 0 is none. */
  int number() {
    return number;
  }

  /** The value of {@code db_system_name}. */
  String system() {
    return system;
  }

  /** The value of {@code db_namespace}; empty if not known. */
  String namespace() {
    return namespace;
  }

  SqlDialect dialect() {
    return dialect;
  }

  JdbcMeters meters() {
    return meters;
  }

  /** What stands for a statement whose text was not seen. */
  StatementHandle unknownStatement() {
    return unknownStatement;
  }

  /** What stands for a statement that receives its text when it is executed. */
  StatementHandle plainStatement() {
    return plainStatement;
  }

  /** What stands for a statement whose batch has texts with several verbs. */
  StatementHandle mixedStatement() {
    return mixedStatement;
  }

  OperationHandle commit() {
    return commit;
  }

  OperationHandle rollback() {
    return rollback;
  }

  /** The operation with this name and summary, made on first use. */
  OperationHandle operation(String operation, String summary) {
    String key = operation + '\n' + summary;
    OperationHandle known = operations.get(key);
    if (known != null) {
      return known;
    }
    if (operations.size() >= MAX_OPERATIONS && !summary.equals(OTHER)) {
      meters.refuseOperation();
      return operation(operation, OTHER);
    }
    OperationHandle made = new OperationHandle(this, operation, summary);
    OperationHandle first = operations.putIfAbsent(key, made);
    return first == null ? made : first;
  }
}
