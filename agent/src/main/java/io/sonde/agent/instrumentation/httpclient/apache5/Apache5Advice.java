package io.sonde.agent.instrumentation.httpclient.apache5;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Apache HttpClient 5. */
final class Apache5Advice {

  private Apache5Advice() {}

  /** {@code doExecute} of the classic client. */
  static final class Execute {

    private Execute() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request) {
      return SondeHook.enter(ProbeId.APACHE5_CLIENT, self, target, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE5_CLIENT, token, self, target, request, result, thrown);
    }
  }

  /** An element of the asynchronous client's execution chain: its scope and its callback. */
  static final class Proceed {

    private Proceed() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object self,
        @Advice.Argument(2) Object scope,
        @Advice.Argument(3) Object callback) {
      return SondeHook.enter(ProbeId.APACHE5_ASYNC_CLIENT, self, scope, callback);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(2) Object scope,
        @Advice.Argument(3) Object callback,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE5_ASYNC_CLIENT, token, self, scope, callback, null, thrown);
    }
  }

  /** {@code handleResponse} of a callback: the response's headers are there. */
  static final class Response {

    private Response() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object response) {
      SondeHook.enter(ProbeId.APACHE5_ASYNC_RESPONSE, self, response);
    }
  }

  /** {@code failed} of a callback. */
  static final class Failure {

    private Failure() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object cause) {
      SondeHook.enter(ProbeId.APACHE5_ASYNC_FAILURE, self, cause);
    }
  }

  /** {@code cancel} of the future that the application has. */
  static final class Cancel {

    private Cancel() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.APACHE5_ASYNC_CANCEL, self);
    }
  }

  /** {@code acquireEndpoint} of a call: the thread waits for a connection. */
  static final class Lease {

    private Lease() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.APACHE5_LEASE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE5_LEASE, token, self, thrown);
    }
  }

  /** The methods of pools by which a connection is asked for. */
  static final class Ask {

    private Ask() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.APACHE5_POOL, self);
    }
  }

  /** As {@link Ask}, with the route and who is told of the connection. */
  static final class AskAsync {

    private AskAsync() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(
        @Advice.This Object self,
        @Advice.Argument(1) Object route,
        @Advice.Argument(4) Object told) {
      SondeHook.enter(ProbeId.APACHE5_POOL, self);
      SondeHook.enter(ProbeId.APACHE5_ASYNC_LEASE, self, route, told);
    }
  }

  /** Who is told that there is a connection, or none. */
  static final class Leased {

    private Leased() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.APACHE5_ASYNC_LEASED, self);
    }
  }
}
