package io.sonde.host.rpc;

import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A service with a method of each kind, and the server that has it. */
final class Shop implements AutoCloseable {

  /** How long the slow method works. */
  private static final long WORK_MILLIS = 20;

  private final String name;
  private final Tally tally;

  /** Calls whose end the server was told of, but for {@code lateOver}. */
  final Semaphore over = new Semaphore(0);

  /** Calls with a deadline whose end the server was told of. */
  final Semaphore lateOver = new Semaphore(0);

  /** Calls of {@code Never} and {@code Held} that have arrived. */
  final Semaphore waiting = new Semaphore(0);

  private final AtomicLong workNanos = new AtomicLong();
  private final AtomicInteger flaky = new AtomicInteger();
  private final Server server;

  Shop(String name, Tally tally, ServerBuilder<?> builder) throws IOException {
    this.name = name;
    this.tally = tally;
    this.server = builder.addService(service()).intercept(new Watch()).build().start();
  }

  int port() {
    return server.getPort();
  }

  /** How long the slow method has worked in all. */
  long workNanos() {
    return workNanos.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(name)
        .addMethod(
            Methods.unary(name + "/Echo"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) -> answer(reply, request)))
        .addMethod(
            Methods.unary(name + "/Slow"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) -> work(reply)))
        .addMethod(
            Methods.unary(name + "/Later"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) ->
                    new Thread(() -> answer(reply, request)).start()))
        .addMethod(
            Methods.unary(name + "/Fail"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) ->
                    reply.onError(Status.Code.valueOf(request).toStatus().asRuntimeException())))
        .addMethod(
            Methods.unary(name + "/Throw"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) -> {
                  throw new IllegalStateException("wanted");
                }))
        .addMethod(
            Methods.unary(name + "/Flaky"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) -> flaky(reply)))
        .addMethod(
            Methods.unary(name + "/Never"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) -> waiting.release()))
        .addMethod(
            Methods.unary(name + "/Late"),
            ServerCalls.asyncUnaryCall((String request, StreamObserver<String> reply) -> {}))
        .addMethod(
            Methods.unary(name + "/Held"),
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) -> waiting.release()))
        .addMethod(
            Methods.of(MethodType.SERVER_STREAMING, name + "/List"),
            ServerCalls.asyncServerStreamingCall(
                (String request, StreamObserver<String> reply) -> {
                  for (int i = 0; i < 5; i++) {
                    reply.onNext(request + i);
                  }
                  reply.onCompleted();
                }))
        .addMethod(
            Methods.of(MethodType.CLIENT_STREAMING, name + "/Collect"),
            ServerCalls.asyncClientStreamingCall(Collecting::new))
        .addMethod(
            Methods.of(MethodType.BIDI_STREAMING, name + "/Chat"),
            ServerCalls.asyncBidiStreamingCall(Chatting::new))
        .build();
  }

  private static void answer(StreamObserver<String> reply, String text) {
    reply.onNext(text);
    reply.onCompleted();
  }

  private void work(StreamObserver<String> reply) {
    long startNanos = System.nanoTime();
    try {
      Thread.sleep(WORK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workNanos.addAndGet(System.nanoTime() - startNanos);
    answer(reply, "worked");
  }

  /** Fails twice, then answers. */
  private void flaky(StreamObserver<String> reply) {
    if (flaky.incrementAndGet() % 3 == 0) {
      answer(reply, "at last");
    } else {
      reply.onError(Status.UNAVAILABLE.asRuntimeException());
    }
  }

  /** Answers with what it was given, when that is all. */
  private static class Collecting implements StreamObserver<String> {

    final StreamObserver<String> reply;
    private final StringBuilder all = new StringBuilder();

    Collecting(StreamObserver<String> reply) {
      this.reply = reply;
    }

    @Override
    public void onNext(String value) {
      all.append(value);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {
      reply.onNext(all.toString());
      reply.onCompleted();
    }
  }

  /** Answers each message. */
  private static final class Chatting extends Collecting {

    Chatting(StreamObserver<String> reply) {
      super(reply);
    }

    @Override
    public void onNext(String value) {
      reply.onNext(value);
    }

    @Override
    public void onCompleted() {
      reply.onCompleted();
    }
  }

  /** Counts what the server is told, and stands around every call, as an application's would. */
  private final class Watch implements ServerInterceptor {

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      Outcome<A, B> outcome = new Outcome<>(call);
      String method = call.getMethodDescriptor().getFullMethodName();
      return new SimpleForwardingServerCallListener<A>(next.startCall(outcome, headers)) {
        @Override
        public void onHalfClose() {
          try {
            super.onHalfClose();
          } catch (IllegalStateException wanted) {
            outcome.status = "UNKNOWN";
            throw wanted;
          }
        }

        @Override
        public void onComplete() {
          super.onComplete();
          tally.served(method, outcome.status);
          over.release();
        }

        @Override
        public void onCancel() {
          super.onCancel();
          // whether the client or its own clock was first, the server cannot tell
          boolean late = Context.current().getDeadline() != null;
          tally.served(method, late ? "LATE" : "CANCELLED");
          (late ? lateOver : over).release();
        }
      };
    }
  }

  /** A call that remembers what it was closed with. */
  private static final class Outcome<A, B>
      extends io.grpc.ForwardingServerCall.SimpleForwardingServerCall<A, B> {

    volatile String status = "";

    Outcome(ServerCall<A, B> call) {
      super(call);
    }

    @Override
    public void close(Status closing, Metadata trailers) {
      status = closing.getCode().name();
      super.close(closing, trailers);
    }
  }
}
