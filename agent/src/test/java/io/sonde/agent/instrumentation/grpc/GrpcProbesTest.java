package io.sonde.agent.instrumentation.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.requests.RouteLedger;
import io.sonde.bootstrap.SondeHook;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probes as gRPC's methods call them, with its methods and statuses and without a channel. */
final class GrpcProbesTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private final ProbeContext context =
      new ProbeContext(
          registry, new Duration[] {Duration.ofMillis(1)}, new Duration[0], new double[0]);

  @BeforeEach
  void install() {
    new GrpcInstrumentation().install(context);
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
  }

  /** What gRPC's calls hold, under the names that they have there. */
  private static class Call {

    @SuppressWarnings("unused") // read by name
    private final MethodDescriptor<String, String> method;

    Call(String name) {
      method = descriptor(name);
    }
  }

  /** A call that waits for its channel. */
  private static final class Waiting extends Call {

    @SuppressWarnings("unused") // read by name
    private @Nullable Object realCall;

    @SuppressWarnings("unused") // read by name
    private @Nullable Object error;

    Waiting(String name) {
      super(name);
    }

    /** As gRPC does it: it is told, then it knows, then the call is started. */
    void goesOnAs(Call real) {
      SondeHook.enter(ProbeId.GRPC_CALL_BIND, this, real);
      realCall = real;
      start(real);
    }

    /** As gRPC does it, unless the call has gone on. */
    void cancel(Status status) {
      if (realCall == null) {
        realCall = this;
        error = status;
      }
      SondeHook.enter(ProbeId.GRPC_CALL_CLOSE, this, status, this);
    }
  }

  /** What listens to a stream. */
  private record Listening(Object stream) {}

  /** What a server's listener has of its call. */
  private record Serving(Listening call) {}

  private static MethodDescriptor<String, String> descriptor(String name) {
    return descriptor(MethodType.UNARY, name);
  }

  private static MethodDescriptor<String, String> descriptor(MethodType type, String name) {
    MethodDescriptor.Marshaller<String> nothing =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(String value) {
            return new ByteArrayInputStream(new byte[0]);
          }

          @Override
          public String parse(InputStream stream) {
            return "";
          }
        };
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(nothing)
        .setResponseMarshaller(nothing)
        .build();
  }

  private static void start(Object call) {
    long token = SondeHook.enter(ProbeId.GRPC_CALL_START, call);
    SondeHook.exit(ProbeId.GRPC_CALL_START, token, call, null);
  }

  private static void close(Object call, Status status) {
    SondeHook.enter(ProbeId.GRPC_CALL_CLOSE, call, status);
  }

  private static void found(Object stream, String name) {
    found(stream, MethodType.UNARY, name);
  }

  private static void found(Object stream, MethodType type, String name) {
    Object definition =
        ServerMethodDefinition.create(
            descriptor(type, name),
            (call, headers) -> {
              throw new IllegalStateException("nobody calls");
            });
    SondeHook.enter(ProbeId.GRPC_METHOD_FOUND, stream, definition);
  }

  private static void closed(Object stream, Status status) {
    SondeHook.enter(ProbeId.GRPC_STREAM_CLOSED, new Listening(stream), status);
  }

  private long count(String side, String method, String status) {
    Timer timer =
        registry
            .find(side + ".call.duration")
            .tags("rpc_method", method, "rpc_response_status_code", status)
            .timer();
    return timer == null ? 0 : timer.count();
  }

  private long all(String side) {
    return registry.find(side + ".call.duration").timers().stream().mapToLong(Timer::count).sum();
  }

  private double active(String side, String method) {
    Gauge gauge = registry.find(side + ".active_calls").tags("rpc_method", method).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  @Test
  void call_closedTwice_isRecordedOnce() {
    Call call = new Call("shop/Buy");
    start(call);
    start(call);
    assertThat(active("rpc.client", "shop/Buy")).isEqualTo(1);
    close(call, Status.UNAVAILABLE);
    close(call, Status.OK);
    assertThat(active("rpc.client", "shop/Buy")).isZero();
    assertThat(count("rpc.client", "shop/Buy", "UNAVAILABLE")).isEqualTo(1);
    assertThat(all("rpc.client")).isEqualTo(1);
  }

  @Test
  void call_whoseStartThrows_isRecordedAsUnknown() {
    Call call = new Call("shop/Buy");
    long token = SondeHook.enter(ProbeId.GRPC_CALL_START, call);
    SondeHook.exit(ProbeId.GRPC_CALL_START, token, call, new IllegalStateException("cancelled"));
    close(call, Status.OK);
    assertThat(count("rpc.client", "shop/Buy", "UNKNOWN")).isEqualTo(1);
    assertThat(all("rpc.client")).isEqualTo(1);
  }

  @Test
  void call_thatWaitedForItsChannel_isOneCall() {
    Waiting waiting = new Waiting("shop/Buy");
    Call real = new Call("shop/Buy");
    start(waiting);
    waiting.goesOnAs(real);
    assertThat(active("rpc.client", "shop/Buy")).isEqualTo(1);
    waiting.cancel(Status.CANCELLED);
    assertThat(all("rpc.client")).as("passed on to the real call").isZero();
    close(real, Status.OK);
    assertThat(count("rpc.client", "shop/Buy", "OK")).isEqualTo(1);
    assertThat(all("rpc.client")).isEqualTo(1);
    assertThat(active("rpc.client", "shop/Buy")).isZero();
  }

  @Test
  void call_givenUpWhileItWaits_isRecordedWithItsStatus() {
    Waiting waiting = new Waiting("shop/Buy");
    start(waiting);
    waiting.cancel(Status.DEADLINE_EXCEEDED);
    waiting.cancel(Status.CANCELLED);
    assertThat(count("rpc.client", "shop/Buy", "DEADLINE_EXCEEDED")).isEqualTo(1);
    assertThat(all("rpc.client")).isEqualTo(1);
    assertThat(active("rpc.client", "shop/Buy")).isZero();
  }

  @Test
  void call_startedWhileItIsTold_isOneCall() {
    Waiting waiting = new Waiting("shop/Buy");
    Call real = new Call("shop/Buy");
    SondeHook.enter(ProbeId.GRPC_CALL_BIND, waiting, real);
    start(waiting);
    start(real);
    assertThat(active("rpc.client", "shop/Buy")).isEqualTo(1);
    close(real, Status.OK);
    assertThat(all("rpc.client")).isEqualTo(1);
    assertThat(active("rpc.client", "shop/Buy")).isZero();
  }

  @Test
  void call_startedWhenItsChannelIsReady_isThatOfTheRealOne() {
    Waiting waiting = new Waiting("shop/Buy");
    Call real = new Call("shop/Buy");
    waiting.goesOnAs(real);
    start(waiting);
    close(real, Status.OK);
    assertThat(all("rpc.client")).isEqualTo(1);
    assertThat(active("rpc.client", "shop/Buy")).isZero();
  }

  @Test
  void served_status_isTheOneSentUnlessTheStreamWasGivenUp() {
    Object answered = new Object();
    SondeHook.enter(ProbeId.GRPC_STREAM_CREATED, answered, "shop/Buy");
    found(answered, "shop/Buy");
    assertThat(active("rpc.server", "shop/Buy")).isEqualTo(1);
    SondeHook.enter(ProbeId.GRPC_STATUS_SENT, answered, Status.NOT_FOUND);
    SondeHook.enter(ProbeId.GRPC_STATUS_SENT, answered, Status.INTERNAL);
    closed(answered, Status.OK);
    closed(answered, Status.OK);
    assertThat(count("rpc.server", "shop/Buy", "NOT_FOUND")).isEqualTo(1);

    Object cancelled = new Object();
    SondeHook.enter(ProbeId.GRPC_STREAM_CREATED, cancelled, "shop/Buy");
    assertThat(active("rpc.server", "shop/Buy")).as("known by now").isEqualTo(1);
    found(cancelled, "shop/Buy");
    SondeHook.enter(ProbeId.GRPC_STATUS_SENT, cancelled, Status.OK);
    closed(cancelled, Status.CANCELLED);
    assertThat(count("rpc.server", "shop/Buy", "CANCELLED")).isEqualTo(1);
    assertThat(active("rpc.server", "shop/Buy")).isZero();
    assertThat(all("rpc.server")).isEqualTo(2);
  }

  @Test
  void names_thatAServerDoesNotHave_areOneSeries() {
    for (int i = 0; i < 10_000; i++) {
      Object stream = new Object();
      SondeHook.enter(ProbeId.GRPC_STREAM_CREATED, stream, "made.Up/Name" + i);
      SondeHook.enter(ProbeId.GRPC_STATUS_SENT, stream, Status.UNIMPLEMENTED);
      closed(stream, Status.OK);
    }
    assertThat(count("rpc.server", "_OTHER", "UNIMPLEMENTED")).isEqualTo(10_000);
    assertThat(registry.find("rpc.server.call.duration").timers()).hasSize(1);
    assertThat(registry.find("rpc.server.active_calls").gauges()).isEmpty();
  }

  @Test
  void names_ofClients_areBounded() {
    for (int i = 0; i < 10_000; i++) {
      Call call = new Call("made.Up/Name" + i);
      start(call);
      close(call, Status.OK);
    }
    assertThat(all("rpc.client")).isEqualTo(10_000);
    assertThat(registry.find("rpc.client.call.duration").timers())
        .hasSize(GrpcMethods.MAX_METHODS + 1);
    assertThat(count("rpc.client", "other", "OK")).isEqualTo(10_000 - GrpcMethods.MAX_METHODS);
  }

  /** Requests whose time the route's ledger has. */
  private long requests(String route) {
    for (RouteLedger ledger : context.requests().books().routes()) {
      if (ledger.route().equals(route)) {
        ledger.refresh(0);
        return ledger.times().requests();
      }
    }
    return 0;
  }

  /** A call arrives whose method is looked for and found. */
  private static Object arrived(MethodType type, String name) {
    Object stream = new Object();
    SondeHook.enter(ProbeId.GRPC_STREAM_CREATED, stream, name);
    found(stream, type, name);
    return stream;
  }

  private static void handle(Object stream, Runnable handler) {
    Serving listener = new Serving(new Listening(stream));
    long token = SondeHook.enter(ProbeId.GRPC_HANDLE, listener);
    handler.run();
    SondeHook.exit(ProbeId.GRPC_HANDLE, token, listener, null);
  }

  private static void answer(Object stream) {
    SondeHook.enter(ProbeId.GRPC_STATUS_SENT, stream, Status.OK);
    closed(stream, Status.OK);
  }

  @Test
  void handler_thatAnswers_isARequestOfItsRoute() {
    Object stream = arrived(MethodType.UNARY, "shop/Buy");
    handle(stream, () -> answer(stream));
    assertThat(requests("/shop/Buy")).isEqualTo(1);
    assertThat(context.requests().isBusy(CallState.current())).isFalse();
  }

  @Test
  void handler_thatLeavesTheAnswerToAnother_isARequestUntilThen() {
    Object stream = arrived(MethodType.SERVER_STREAMING, "shop/List");
    handle(stream, () -> {});
    assertThat(context.requests().isBusy(CallState.current())).isFalse();
    assertThat(requests("/shop/List")).isZero();
    answer(stream);
    assertThat(requests("/shop/List")).isEqualTo(1);

    Object cancelled = arrived(MethodType.SERVER_STREAMING, "shop/List");
    handle(cancelled, () -> {});
    closed(cancelled, Status.CANCELLED);
    assertThat(requests("/shop/List")).isEqualTo(2);
  }

  @Test
  void handler_withinAnotherRequest_isPartOfThat() {
    Object outer = arrived(MethodType.UNARY, "shop/Buy");
    Object inner = arrived(MethodType.UNARY, "stock/Take");
    handle(
        outer,
        () -> {
          handle(inner, () -> answer(inner));
          answer(outer);
        });
    assertThat(requests("/shop/Buy")).isEqualTo(1);
    assertThat(requests("/stock/Take")).isZero();
    assertThat(count("rpc.server", "stock/Take", "OK")).isEqualTo(1);
  }

  @Test
  void handler_thatIsSentAStream_isNoRequest() {
    Object stream = arrived(MethodType.BIDI_STREAMING, "shop/Chat");
    handle(stream, () -> answer(stream));
    assertThat(requests("/shop/Chat")).isZero();
  }

  @Test
  void code_ofEveryStatus_isItsName() {
    for (Status.Code code : Status.Code.values()) {
      assertThat(GrpcStatus.name(GrpcStatus.codeOf(code.toStatus()))).isEqualTo(code.name());
    }
    assertThat(Status.Code.values()).hasSize(GrpcStatus.COUNT);
    assertThat(GrpcStatus.codeOf(null)).isEqualTo(GrpcStatus.UNKNOWN);
  }
}
