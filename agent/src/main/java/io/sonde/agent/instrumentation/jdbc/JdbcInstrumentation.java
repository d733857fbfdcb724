package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/**
 * Statements, transactions and connections of every JDBC driver and of every wrapper around one but
 * those of the pools that are known.
 */
public final class JdbcInstrumentation implements Technology {

  private static final String PACKAGE = "io.sonde.agent.instrumentation.jdbc.";
  private static final String SQL = PACKAGE + "StatementAdvice$ExecuteSql";
  private static final String PREPARED = PACKAGE + "StatementAdvice$ExecutePrepared";
  private static final String QUERY_SQL = PACKAGE + "StatementAdvice$QuerySql";
  private static final String QUERY_PREPARED = PACKAGE + "StatementAdvice$QueryPrepared";
  private static final String BATCH = PACKAGE + "StatementAdvice$ExecuteBatch";
  private static final String ADD_BATCH = PACKAGE + "StatementAdvice$AddBatch";
  private static final String CLEAR_BATCH = PACKAGE + "StatementAdvice$ClearBatch";
  private static final String RESULT_SET = PACKAGE + "StatementAdvice$CurrentResultSet";
  private static final String CLOSE = PACKAGE + "ConnectionAdvice$Close";
  private static final String NEXT = PACKAGE + "ResultSetAdvice$Next";
  private static final String PREPARE = PACKAGE + "ConnectionAdvice$Prepare";
  private static final String CREATE = PACKAGE + "ConnectionAdvice$Create";
  private static final String COMMIT = PACKAGE + "ConnectionAdvice$Commit";
  private static final String ROLLBACK = PACKAGE + "ConnectionAdvice$Rollback";
  private static final String SET_AUTO_COMMIT = PACKAGE + "ConnectionAdvice$SetAutoCommit";
  private static final String CONNECT = PACKAGE + "ConnectionAdvice$Connect";

  /**
   * What pools put around a driver's objects: their calls end in the driver's, which are woven, and
   * each layer more would cost every call a look.
   */
  static final List<String> POOLS_WRAPPERS =
      List.of(
          "com/zaxxer/hikari/pool/",
          "org/apache/commons/dbcp/",
          "org/apache/commons/dbcp2/",
          "org/apache/tomcat/dbcp/dbcp2/",
          "com/mchange/v2/c3p0/impl/",
          "com/alibaba/druid/pool/",
          "io/agroal/pool/wrapper/");

  /** Made by hand in the list of technologies. */
  public JdbcInstrumentation() {}

  @Override
  public String name() {
    return "jdbc";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(statements(), resultSets(), closing(), connections(), drivers());
  }

  private static TypeRule statements() {
    return TypeRule.marked(
            List.of(
                "java/sql/SQLException",
                "java/sql/Statement",
                "java/sql/PreparedStatement",
                "java/sql/CallableStatement",
                "()Ljava/sql/ResultSet;",
                "(Ljava/lang/String;)Ljava/sql/ResultSet;"),
            List.of("java.sql.Statement"),
            List.of(
                new MethodRule("execute", "(Ljava/lang/String;)Z", SQL),
                new MethodRule("execute", "(Ljava/lang/String;I)Z", SQL),
                new MethodRule("execute", "(Ljava/lang/String;[I)Z", SQL),
                new MethodRule("execute", "(Ljava/lang/String;[Ljava/lang/String;)Z", SQL),
                new MethodRule("execute", "()Z", PREPARED),
                new MethodRule(
                    "executeQuery", "(Ljava/lang/String;)Ljava/sql/ResultSet;", QUERY_SQL),
                new MethodRule("executeQuery", "()Ljava/sql/ResultSet;", QUERY_PREPARED),
                new MethodRule("executeUpdate", "(Ljava/lang/String;)I", SQL),
                new MethodRule("executeUpdate", "(Ljava/lang/String;I)I", SQL),
                new MethodRule("executeUpdate", "(Ljava/lang/String;[I)I", SQL),
                new MethodRule("executeUpdate", "(Ljava/lang/String;[Ljava/lang/String;)I", SQL),
                new MethodRule("executeUpdate", "()I", PREPARED),
                new MethodRule("executeLargeUpdate", "(Ljava/lang/String;)J", SQL),
                new MethodRule("executeLargeUpdate", "(Ljava/lang/String;I)J", SQL),
                new MethodRule("executeLargeUpdate", "(Ljava/lang/String;[I)J", SQL),
                new MethodRule(
                    "executeLargeUpdate", "(Ljava/lang/String;[Ljava/lang/String;)J", SQL),
                new MethodRule("executeLargeUpdate", "()J", PREPARED),
                new MethodRule("executeBatch", "()[I", BATCH),
                new MethodRule("executeLargeBatch", "()[J", BATCH),
                new MethodRule("addBatch", "(Ljava/lang/String;)V", ADD_BATCH),
                new MethodRule("clearBatch", "()V", CLEAR_BATCH),
                new MethodRule("getResultSet", "()Ljava/sql/ResultSet;", RESULT_SET)))
        .except(POOLS_WRAPPERS);
  }

  private static TypeRule resultSets() {
    return TypeRule.marked(
            List.of("java/sql/ResultSet", "java/sql/SQLException"),
            List.of("java.sql.ResultSet"),
            List.of(new MethodRule("next", "()Z", NEXT)))
        .except(POOLS_WRAPPERS);
  }

  private static TypeRule closing() {
    return TypeRule.marked(
            List.of(
                "java/sql/Connection",
                "java/sql/Statement",
                "java/sql/PreparedStatement",
                "java/sql/CallableStatement",
                "java/sql/ResultSet"),
            List.of("java.sql.Connection", "java.sql.Statement", "java.sql.ResultSet"),
            List.of(new MethodRule("close", "()V", CLOSE)))
        .except(POOLS_WRAPPERS);
  }

  private static TypeRule connections() {
    return TypeRule.marked(
            List.of("java/sql/SQLException", "java/sql/Connection", "java/sql/Savepoint"),
            List.of("java.sql.Connection"),
            List.of(
                prepare("prepareStatement", "Ljava/lang/String;", "PreparedStatement"),
                prepare("prepareStatement", "Ljava/lang/String;I", "PreparedStatement"),
                prepare("prepareStatement", "Ljava/lang/String;II", "PreparedStatement"),
                prepare("prepareStatement", "Ljava/lang/String;III", "PreparedStatement"),
                prepare("prepareStatement", "Ljava/lang/String;[I", "PreparedStatement"),
                prepare(
                    "prepareStatement",
                    "Ljava/lang/String;[Ljava/lang/String;",
                    "PreparedStatement"),
                prepare("prepareCall", "Ljava/lang/String;", "CallableStatement"),
                prepare("prepareCall", "Ljava/lang/String;II", "CallableStatement"),
                prepare("prepareCall", "Ljava/lang/String;III", "CallableStatement"),
                new MethodRule("createStatement", "()Ljava/sql/Statement;", CREATE),
                new MethodRule("createStatement", "(II)Ljava/sql/Statement;", CREATE),
                new MethodRule("createStatement", "(III)Ljava/sql/Statement;", CREATE),
                new MethodRule("commit", "()V", COMMIT),
                new MethodRule("setAutoCommit", "(Z)V", SET_AUTO_COMMIT),
                new MethodRule("rollback", "()V", ROLLBACK),
                new MethodRule("rollback", "(Ljava/sql/Savepoint;)V", ROLLBACK)))
        .except(POOLS_WRAPPERS);
  }

  private static TypeRule drivers() {
    String connect = "(Ljava/lang/String;Ljava/util/Properties;)Ljava/sql/Connection;";
    return TypeRule.marked(
        List.of(connect),
        List.of("java.sql.Driver"),
        List.of(new MethodRule("connect", connect, CONNECT)));
  }

  private static MethodRule prepare(String name, String arguments, String result) {
    return new MethodRule(name, "(" + arguments + ")Ljava/sql/" + result + ";", PREPARE);
  }

  @Override
  public void install(ProbeContext context) {
    Databases databases =
        new Databases(
            context.sideTable("jdbc_connections", 20_000),
            context.sideTable("jdbc_classes", 2_000),
            new JdbcMeters(context));
    Statements statements =
        new Statements(databases, new SqlCache(), context.sideTable("jdbc_statements", 100_000));
    RowCounts rows = new RowCounts(databases.meters());
    context.install(ProbeId.JDBC_EXECUTE, new ExecuteProbe(statements, rows, context.requests()));
    context.install(ProbeId.JDBC_BATCH, new BatchProbe(statements, context.requests()));
    context.install(ProbeId.JDBC_ADD_BATCH, new AddBatchProbe(statements));
    context.install(
        ProbeId.JDBC_PREPARE, new PrepareProbe(databases, statements, context.requests()));
    context.install(ProbeId.JDBC_TRANSACTION, new TransactionProbe(databases, context.requests()));
    context.install(ProbeId.JDBC_CONNECT, new ConnectProbe(databases));
    context.install(ProbeId.JDBC_CLOSE, new CloseProbe(databases, statements, rows));
    context.install(ProbeId.JDBC_ROWS, new RowsProbe(rows));
    context.install(ProbeId.JDBC_RESULT_SET, new ResultSetProbe(rows));
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.JDBC_EXECUTE, ProbeId.JDBC_BATCH, ProbeId.JDBC_TRANSACTION};
  }
}
