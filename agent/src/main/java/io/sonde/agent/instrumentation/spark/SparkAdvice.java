package io.sonde.agent.instrumentation.spark;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Spark. */
final class SparkAdvice {

  private SparkAdvice() {}

  /** A method that returns the route of a request, or null. */
  static final class Find {

    private Find() {}

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Return @Nullable Object match) {
      SondeHook.enter(ProbeId.SPARK_MATCH, null, match, null);
    }
  }
}
