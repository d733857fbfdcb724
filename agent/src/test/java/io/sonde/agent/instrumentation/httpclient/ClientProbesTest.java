package io.sonde.agent.instrumentation.httpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.httpclient.ahc.AhcInstrumentation;
import io.sonde.agent.instrumentation.httpclient.apache4.Apache4Instrumentation;
import io.sonde.agent.instrumentation.httpclient.apache5.Apache5Instrumentation;
import io.sonde.agent.instrumentation.httpclient.jdk.JdkHttpInstrumentation;
import io.sonde.agent.instrumentation.httpclient.okhttp.OkHttpInstrumentation;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RequestPart;
import io.sonde.agent.requests.RouteLedger;
import io.sonde.agent.requests.WorkListener;
import io.sonde.bootstrap.SondeHook;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.ComplexFuture;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.http.HttpVersion;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.nio.client.methods.HttpAsyncMethods;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The probes of all clients, called as woven code calls them, with the libraries' own objects. */
final class ClientProbesTest {

  private static final String DURATION = "http.client.request.duration";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RequestLedger requests = new RequestLedger(WorkListener.NONE);
  private final RouteLedger route = requests.books().route("GET", "/orders", null);
  private final long suppressedBefore = suppressedErrors();
  private final Object apacheCallback = new Object();
  private final ComplexFuture<Object> apacheFuture = new ComplexFuture<>(null);

  /** A call of a client that waits for its response: what woven code passes on. */
  private record Call(
      String client, int probe, Object self, Object first, Object second, Object result) {

    void run() {
      long token = SondeHook.enter(probe, self, first, second);
      SondeHook.exit(probe, token, self, first, second, result, null);
    }

    @Override
    public String toString() {
      return client;
    }
  }

  static Stream<Call> calls() {
    Object self = new Object();
    okhttp3.Request request =
        new okhttp3.Request.Builder().url("http://shop.example:8080/").build();
    return Stream.of(
        new Call(
            "apache4",
            ProbeId.APACHE4_CLIENT,
            self,
            new org.apache.http.HttpHost("shop.example", 8080),
            new HttpGet("http://shop.example:8080/"),
            new org.apache.http.message.BasicHttpResponse(HttpVersion.HTTP_1_1, 200, "OK")),
        new Call(
            "apache5",
            ProbeId.APACHE5_CLIENT,
            self,
            new org.apache.hc.core5.http.HttpHost("shop.example", 8080),
            new BasicClassicHttpRequest("GET", "/"),
            new BasicClassicHttpResponse(200)),
        new Call(
            "okhttp",
            ProbeId.OKHTTP_EXECUTE,
            new okhttp3.OkHttpClient().newCall(request),
            null,
            null,
            new okhttp3.Response.Builder()
                .request(request)
                .protocol(okhttp3.Protocol.HTTP_1_1)
                .code(200)
                .build()),
        new Call(
            "jdk",
            ProbeId.JDK_HTTP_CLIENT,
            self,
            HttpRequest.newBuilder(URI.create("http://shop.example:8080/")).build(),
            null,
            jdkResponse()));
  }

  private static Object jdkResponse() {
    Integer status = 200;
    return Proxy.newProxyInstance(
        ClientProbesTest.class.getClassLoader(),
        new Class<?>[] {HttpResponse.class},
        (proxy, method, arguments) -> status);
  }

  @BeforeEach
  void install() {
    Duration[] bounds = {Duration.ofMillis(5)};
    ProbeContext context = new ProbeContext(registry, requests, bounds, bounds, new double[] {1});
    new JdkHttpInstrumentation().install(context);
    new Apache4Instrumentation().install(context);
    new Apache5Instrumentation().install(context);
    new OkHttpInstrumentation().install(context);
    new AhcInstrumentation().install(context);
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
    CallState.reset(CallState.current());
    assertThat(suppressedErrors()).isEqualTo(suppressedBefore);
  }

  private static long suppressedErrors() {
    long errors = 0;
    for (int probe = 0; probe < SondeHook.MAX_PROBES; probe++) {
      errors += SondeHook.suppressedErrors(probe);
    }
    return errors;
  }

  private double recordedSeconds() {
    return registry.get(DURATION).timers().stream()
        .mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS))
        .sum();
  }

  private Timer timer(String status, String error) {
    return registry
        .get(DURATION)
        .tags(
            "http_request_method",
            "GET",
            "server_address",
            "shop.example",
            "server_port",
            "8080",
            "http_response_status_code",
            status,
            "error_type",
            error)
        .timer();
  }

  private double active() {
    return registry.get("http.client.active_requests").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void call_afterWarmUp_doesNotAllocate(Call call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int times = 100_000;
    for (int i = 0; i < times; i++) {
      call.run();
    }
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < times; i++) {
      call.run();
    }
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocated).isLessThan(times);
    assertThat(timer("200", "").count()).isEqualTo(2L * times);
    assertThat(active()).isZero();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void call_inARequest_isTheRoutesTime(Call call) {
    long[] state = CallState.current();
    long start = System.nanoTime();
    requests.begins(state, route, start);
    call.run();
    requests.ends(state, route, start, start + TimeUnit.SECONDS.toNanos(100));
    route.refresh(0);
    assertThat(route.times().seconds(RequestPart.HTTP_CLIENT))
        .isPositive()
        .isEqualTo(recordedSeconds(), within(1e-9));
    assertThat(route.outgoing()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void call_withinAnotherClients_isNotCounted(Call call) {
    calls()
        .forEach(
            outer -> {
              long token = SondeHook.enter(outer.probe, outer.self, outer.first, outer.second);
              call.run();
              assertThat(active()).isOne();
              SondeHook.exit(
                  outer.probe,
                  token,
                  outer.self,
                  outer.first,
                  outer.second,
                  null,
                  new ConnectException());
            });
    assertThat(timer("", "java.net.ConnectException").count()).isEqualTo(4);
    assertThat(registry.get(DURATION).timers()).hasSize(1);
    assertThat(active()).isZero();
  }

  @Test
  void call_ofThreadOfSondesOwn_isNotCounted() {
    CallState.current()[CallState.MUTED] = 1;
    try {
      calls().forEach(Call::run);
      SondeHook.enter(ProbeId.OKHTTP_ENQUEUE, okHttpCall());
      proceed();
    } finally {
      CallState.current()[CallState.MUTED] = 0;
    }
    assertThat(registry.find(DURATION).timers()).isEmpty();
  }

  private static okhttp3.Call okHttpCall() {
    return new okhttp3.OkHttpClient()
        .newCall(new okhttp3.Request.Builder().url("http://shop.example:8080/").build());
  }

  private static void elsewhere(Runnable action) {
    CompletableFuture.runAsync(action).join();
  }

  @Test
  void enqueuedCall_answeredOnAnotherThread_isTheRoutesTime() {
    okhttp3.Call call = okHttpCall();
    Object response =
        new okhttp3.Response.Builder()
            .request(call.request())
            .protocol(okhttp3.Protocol.HTTP_1_1)
            .code(503)
            .build();
    long[] state = CallState.current();
    long start = System.nanoTime();
    requests.begins(state, route, start);
    long token = SondeHook.enter(ProbeId.OKHTTP_ENQUEUE, call);
    SondeHook.exit(ProbeId.OKHTTP_ENQUEUE, token, call, null);
    assertThat(active()).isOne();
    elsewhere(
        () -> {
          long answering = SondeHook.enter(ProbeId.OKHTTP_RESPOND, call);
          SondeHook.exit(ProbeId.OKHTTP_RESPOND, answering, call, null, response, null);
        });
    requests.ends(state, route, start, start + TimeUnit.SECONDS.toNanos(100));
    route.refresh(0);

    assertThat(timer("503", "503").count()).isEqualTo(1);
    assertThat(route.times().seconds(RequestPart.HTTP_CLIENT))
        .isPositive()
        .isEqualTo(recordedSeconds(), within(1e-9));
    assertThat(route.outgoing()).isEqualTo(1);
    assertThat(active()).isZero();
  }

  @Test
  void enqueuedCall_refused_isRecordedOnce() {
    okhttp3.Call call = okHttpCall();
    long token = SondeHook.enter(ProbeId.OKHTTP_ENQUEUE, call);
    SondeHook.enter(ProbeId.OKHTTP_REFUSE, call, new IOException());
    SondeHook.exit(ProbeId.OKHTTP_ENQUEUE, token, call, new IllegalStateException());
    assertThat(timer("", "java.io.IOException").count()).isEqualTo(1);
    assertThat(registry.get(DURATION).timers()).hasSize(1);
    assertThat(active()).isZero();
  }

  @Test
  void enqueuedCall_refusedByAnOldDispatcher_isRecordedOnce() throws Exception {
    okhttp3.Call call = okHttpCall();
    Class<?> asyncCall = Class.forName("okhttp3.RealCall$AsyncCall");
    Constructor<?> constructor =
        asyncCall.getDeclaredConstructor(call.getClass(), okhttp3.Callback.class, boolean.class);
    constructor.setAccessible(true);
    long token = SondeHook.enter(ProbeId.OKHTTP_ENQUEUE, call);
    SondeHook.enter(ProbeId.OKHTTP_FINISH, this, constructor.newInstance(call, null, false));
    SondeHook.exit(ProbeId.OKHTTP_ENQUEUE, token, call, null);
    assertThat(timer("", "java.io.InterruptedIOException").count()).isEqualTo(1);
    assertThat(active()).isZero();
  }

  private Object scope() {
    return new AsyncExecChain.Scope(
        "1",
        new HttpRoute(new org.apache.hc.core5.http.HttpHost("shop.example", 8080)),
        new BasicHttpRequest("GET", "/"),
        apacheFuture,
        HttpClientContext.create(),
        (AsyncExecRuntime)
            Proxy.newProxyInstance(
                ClientProbesTest.class.getClassLoader(),
                new Class<?>[] {AsyncExecRuntime.class},
                (proxy, method, arguments) -> null));
  }

  private void proceed() {
    Object scope = scope();
    long token = SondeHook.enter(ProbeId.APACHE5_ASYNC_CLIENT, this, scope, apacheCallback);
    SondeHook.exit(ProbeId.APACHE5_ASYNC_CLIENT, token, this, scope, apacheCallback, null, null);
  }

  @Test
  void asyncOperation_answeredOnAnotherThread_isTheRoutesTime() {
    long[] state = CallState.current();
    long start = System.nanoTime();
    requests.begins(state, route, start);
    proceed();
    assertThat(active()).isOne();
    elsewhere(
        () -> {
          // a redirect
          proceed();
          SondeHook.enter(
              ProbeId.APACHE5_ASYNC_RESPONSE, apacheCallback, new BasicHttpResponse(404));
          SondeHook.enter(ProbeId.APACHE5_ASYNC_FAILURE, apacheCallback, new IOException());
        });
    requests.ends(state, route, start, start + TimeUnit.SECONDS.toNanos(100));
    route.refresh(0);

    assertThat(timer("404", "404").count()).isEqualTo(1);
    assertThat(registry.get(DURATION).timers()).hasSize(1);
    assertThat(route.times().seconds(RequestPart.HTTP_CLIENT))
        .isPositive()
        .isEqualTo(recordedSeconds(), within(1e-9));
    assertThat(route.outgoing()).isEqualTo(1);
    assertThat(active()).isZero();
  }

  @Test
  void asyncOperation_cancelled_isNotBegunAnewByARetry() {
    proceed();
    SondeHook.enter(ProbeId.APACHE5_ASYNC_CANCEL, apacheFuture);
    assertThat(apacheFuture.cancel(true)).isTrue();
    proceed();
    SondeHook.enter(ProbeId.APACHE5_ASYNC_FAILURE, apacheCallback, new IOException());
    assertThat(timer("", "java.util.concurrent.CancellationException").count()).isEqualTo(1);
    assertThat(registry.get(DURATION).timers()).hasSize(1);
    assertThat(active()).isZero();
  }

  @Test
  void asyncExchange_answeredOnAnotherThread_isTheRoutesTime() throws Exception {
    HttpAsyncRequestProducer producer = HttpAsyncMethods.createGet("http://shop.example:8080/");
    Object consumer = HttpAsyncMethods.createConsumer();
    long[] state = CallState.current();
    long start = System.nanoTime();
    requests.begins(state, route, start);
    long token = SondeHook.enter(ProbeId.APACHE4_ASYNC_CLIENT, this, producer, consumer);
    long making = SondeHook.enter(ProbeId.APACHE4_ASYNC_REQUEST, producer);
    SondeHook.exit(
        ProbeId.APACHE4_ASYNC_REQUEST, making, producer, null, producer.generateRequest(), null);
    SondeHook.exit(ProbeId.APACHE4_ASYNC_CLIENT, token, this, producer, consumer, null, null);
    assertThat(active()).isOne();
    elsewhere(
        () -> {
          SondeHook.enter(
              ProbeId.APACHE4_ASYNC_RESPONSE,
              consumer,
              new org.apache.http.message.BasicHttpResponse(HttpVersion.HTTP_1_1, 404, "None"));
          SondeHook.enter(ProbeId.APACHE4_ASYNC_CANCEL, consumer);
        });
    requests.ends(state, route, start, start + TimeUnit.SECONDS.toNanos(100));
    route.refresh(0);

    assertThat(timer("404", "404").count()).isEqualTo(1);
    assertThat(registry.get(DURATION).timers()).hasSize(1);
    assertThat(route.times().seconds(RequestPart.HTTP_CLIENT))
        .isPositive()
        .isEqualTo(recordedSeconds(), within(1e-9));
    assertThat(active()).isZero();
  }

  /** A call of AsyncHttpClient begins; any object can stand for its future. */
  private Object ahcFuture() {
    Object request =
        new org.asynchttpclient.RequestBuilder("GET").setUrl("http://shop.example:8080/").build();
    Object future = new Object();
    long token = SondeHook.enter(ProbeId.AHC_BEGIN, request);
    SondeHook.exit(ProbeId.AHC_BEGIN, token, request, null, future, null);
    return future;
  }

  private static Object ahcStatus(int code) {
    return new org.asynchttpclient.netty.NettyResponseStatus(
        org.asynchttpclient.uri.Uri.create("http://shop.example:8080/"),
        new io.netty.handler.codec.http.DefaultHttpResponse(
            io.netty.handler.codec.http.HttpVersion.HTTP_1_1,
            io.netty.handler.codec.http.HttpResponseStatus.valueOf(code)),
        null);
  }

  @Test
  void futureOfACall_doneOnAnotherThread_isTheRoutesTime() {
    long[] state = CallState.current();
    long start = System.nanoTime();
    requests.begins(state, route, start);
    Object future = ahcFuture();
    assertThat(active()).isOne();
    elsewhere(
        () -> {
          SondeHook.enter(ProbeId.AHC_RESPONSE, future, ahcStatus(302));
          SondeHook.enter(ProbeId.AHC_RESPONSE, future, ahcStatus(404));
          SondeHook.enter(ProbeId.AHC_DONE, future);
          SondeHook.enter(ProbeId.AHC_CANCEL, future);
        });
    requests.ends(state, route, start, start + TimeUnit.SECONDS.toNanos(100));
    route.refresh(0);

    assertThat(timer("404", "404").count()).isEqualTo(1);
    assertThat(registry.get(DURATION).timers()).hasSize(1);
    assertThat(route.times().seconds(RequestPart.HTTP_CLIENT))
        .isPositive()
        .isEqualTo(recordedSeconds(), within(1e-9));
    assertThat(route.outgoing()).isEqualTo(1);
    assertThat(active()).isZero();
  }

  @Test
  void futureOfACall_abortedAfterAStatus_hasTheErrorAlone() {
    Object future = ahcFuture();
    SondeHook.enter(ProbeId.AHC_RESPONSE, future, ahcStatus(200));
    SondeHook.enter(ProbeId.AHC_ABORT, future, new IOException());
    SondeHook.enter(ProbeId.AHC_DONE, future);
    assertThat(timer("", "java.io.IOException").count()).isEqualTo(1);
    assertThat(registry.get(DURATION).timers()).hasSize(1);
    assertThat(active()).isZero();
  }
}
