package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into the methods of statements; one nested class per call shape. */
final class StatementAdvice {

  private StatementAdvice() {}

  /** {@code execute}, {@code executeUpdate} and {@code executeLargeUpdate} with an SQL text. */
  static final class ExecuteSql {
    private ExecuteSql() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) String sql) {
      return SondeHook.enter(ProbeId.JDBC_EXECUTE, self, sql);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) String sql,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_EXECUTE, token, self, sql, null, thrown);
    }
  }

  /** {@code execute}, {@code executeUpdate} and {@code executeLargeUpdate} without arguments. */
  static final class ExecutePrepared {
    private ExecutePrepared() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDBC_EXECUTE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_EXECUTE, token, self, thrown);
    }
  }

  /** {@code executeQuery} with an SQL text. */
  static final class QuerySql {
    private QuerySql() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) String sql) {
      return SondeHook.enter(ProbeId.JDBC_EXECUTE, self, sql);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) String sql,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_EXECUTE, token, self, sql, result, thrown);
    }
  }

  /** {@code executeQuery} without arguments. */
  static final class QueryPrepared {
    private QueryPrepared() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDBC_EXECUTE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_EXECUTE, token, self, null, result, thrown);
    }
  }

  /** {@code executeBatch} and {@code executeLargeBatch}. */
  static final class ExecuteBatch {
    private ExecuteBatch() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDBC_BATCH, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_BATCH, token, self, thrown);
    }
  }

  /** {@code addBatch} with an SQL text. */
  static final class AddBatch {
    private AddBatch() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) String sql) {
      SondeHook.enter(ProbeId.JDBC_ADD_BATCH, self, sql);
    }
  }

  /** {@code clearBatch}. */
  static final class ClearBatch {
    private ClearBatch() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.JDBC_ADD_BATCH, self);
    }
  }

  /** {@code getResultSet}. */
  static final class CurrentResultSet {
    private CurrentResultSet() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.This Object self, @Advice.Return Object result, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_RESULT_SET, 1L, self, null, result, thrown);
    }
  }
}
