package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;

/** The code that is inlined into the methods of result sets. */
final class ResultSetAdvice {

  private ResultSetAdvice() {}

  /** {@code next}. */
  static final class Next {
    private Next() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.This Object self, @Advice.Return boolean onRow, @Advice.Thrown Throwable thrown) {
      SondeHook.exitCount(ProbeId.JDBC_ROWS, 1L, self, null, onRow ? 1L : 0L, thrown);
    }
  }
}
