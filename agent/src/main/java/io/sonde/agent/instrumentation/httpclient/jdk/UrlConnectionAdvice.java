package io.sonde.agent.instrumentation.httpclient.jdk;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into the JDK's {@link java.net.HttpURLConnection}. */
final class UrlConnectionAdvice {

  private UrlConnectionAdvice() {}

  /** A method that may start an exchange. */
  static final class Open {

    private Open() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.HTTP_URL_CONNECTION_OPEN, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.HTTP_URL_CONNECTION_OPEN, token, self, thrown);
    }
  }

  /** The method that starts an exchange if none is under way, and waits for the response. */
  static final class Response {

    private Response() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.HTTP_URL_CONNECTION, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.HTTP_URL_CONNECTION, token, self, thrown);
    }
  }
}
