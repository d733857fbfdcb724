package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into the methods of connections and drivers. */
final class ConnectionAdvice {

  private ConnectionAdvice() {}

  /** {@code prepareStatement} and {@code prepareCall}. */
  static final class Prepare {
    private Prepare() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) String sql) {
      return SondeHook.enter(ProbeId.JDBC_PREPARE, self, sql);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) String sql,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_PREPARE, token, self, sql, result, thrown);
    }
  }

  /** {@code createStatement}. */
  static final class Create {
    private Create() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDBC_PREPARE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_PREPARE, token, self, null, result, thrown);
    }
  }

  /** {@code commit}. */
  static final class Commit {
    private Commit() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDBC_TRANSACTION, self, "COMMIT");
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_TRANSACTION, token, self, "COMMIT", null, thrown);
    }
  }

  /** {@code rollback}, to a savepoint or of everything. */
  static final class Rollback {
    private Rollback() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDBC_TRANSACTION, self, "ROLLBACK");
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_TRANSACTION, token, self, "ROLLBACK", null, thrown);
    }
  }

  /** {@code setAutoCommit}, within which drivers call their own {@code commit}. */
  static final class SetAutoCommit {
    private SetAutoCommit() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.JDBC_TRANSACTION, self, "SET AUTOCOMMIT");
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token, @Advice.This Object self, @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_TRANSACTION, token, self, "SET AUTOCOMMIT", null, thrown);
    }
  }

  /** {@code Driver.connect}. */
  static final class Connect {
    private Connect() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self, @Advice.Argument(0) String url) {
      return SondeHook.enter(ProbeId.JDBC_CONNECT, self, url);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) String url,
        @Advice.Return Object result,
        @Advice.Thrown Throwable thrown) {
      SondeHook.exit(ProbeId.JDBC_CONNECT, token, self, url, result, thrown);
    }
  }

  /** {@code close} of a connection, a statement or a result set. */
  static final class Close {
    private Close() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.JDBC_CLOSE, self);
    }
  }
}
