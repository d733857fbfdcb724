package io.sonde.agent.instrumentation.httpclient.apache4;

import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Code that is inlined into Apache HttpClient 4. */
final class Apache4Advice {

  private Apache4Advice() {}

  /** {@code doExecute}. */
  static final class Execute {

    private Execute() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request) {
      return SondeHook.enter(ProbeId.APACHE4_CLIENT, self, target, request);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object target,
        @Advice.Argument(1) Object request,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE4_CLIENT, token, self, target, request, result, thrown);
    }
  }

  /** {@code leaseConnection} of the pool: the thread waits for a connection. */
  static final class Lease {

    private Lease() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.APACHE4_LEASE, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE4_LEASE, token, self, thrown);
    }
  }

  /** {@code execute} of the asynchronous client: its producer and its consumer. */
  static final class ExecuteAsync {

    private ExecuteAsync() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(
        @Advice.This Object self,
        @Advice.Argument(0) Object producer,
        @Advice.Argument(1) Object consumer) {
      return SondeHook.enter(ProbeId.APACHE4_ASYNC_CLIENT, self, producer, consumer);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Argument(0) Object producer,
        @Advice.Argument(1) Object consumer,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE4_ASYNC_CLIENT, token, self, producer, consumer, null, thrown);
    }
  }

  /** {@code generateRequest} of a producer. */
  static final class Generate {

    private Generate() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.This Object self) {
      return SondeHook.enter(ProbeId.APACHE4_ASYNC_REQUEST, self);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.This Object self,
        @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object result,
        @Advice.Thrown @Nullable Throwable thrown) {
      SondeHook.exit(ProbeId.APACHE4_ASYNC_REQUEST, token, self, null, result, thrown);
    }
  }

  /** {@code responseReceived} of a consumer: the response's headers are there. */
  static final class Response {

    private Response() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object response) {
      SondeHook.enter(ProbeId.APACHE4_ASYNC_RESPONSE, self, response);
    }
  }

  /** {@code failed} of a consumer. */
  static final class Failure {

    private Failure() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object cause) {
      SondeHook.enter(ProbeId.APACHE4_ASYNC_FAILURE, self, cause);
    }
  }

  /** {@code cancel} of a consumer. */
  static final class Cancel {

    private Cancel() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.APACHE4_ASYNC_CANCEL, self);
    }
  }

  /** {@code connectionRequestFailed} of an exchange. */
  static final class NoConnection {

    private NoConnection() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object cause) {
      SondeHook.enter(ProbeId.APACHE4_ASYNC_NO_CONNECTION, self, cause);
    }
  }

  /** {@code connectionRequestCancelled} of an exchange. */
  static final class ConnectionCancelled {

    private ConnectionCancelled() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.APACHE4_ASYNC_NO_CONNECTION, self);
    }
  }

  /** The methods of pools by which a connection is asked for. */
  static final class Ask {

    private Ask() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object self) {
      SondeHook.enter(ProbeId.APACHE4_POOL, self);
    }
  }

  /** The method of the asynchronous pool that looks whether a lease can be had. */
  static final class Look {

    private Look() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static long enter(@Advice.Argument(0) Object lease) {
      return SondeHook.enter(ProbeId.APACHE4_ASYNC_LEASE, lease);
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
        @Advice.Enter long token,
        @Advice.Argument(0) Object lease,
        @Advice.Return boolean isOver,
        @Advice.Thrown @Nullable Throwable thrown) {
      Object over = SondeHook.when(isOver, lease);
      SondeHook.exit(ProbeId.APACHE4_ASYNC_LEASE, token, lease, null, over, thrown);
    }
  }

  /** {@code failed} of a lease. */
  static final class NoLease {

    private NoLease() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@Advice.This Object lease) {
      SondeHook.enter(ProbeId.APACHE4_ASYNC_NO_LEASE, lease);
    }
  }
}
