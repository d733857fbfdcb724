package io.sonde.agent.instrumentation.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ServletProbeTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServletProbe probe =
      new ServletProbe(
          new ProbeContext(
              registry,
              new Duration[] {Duration.ofMillis(5)},
              new Duration[] {Duration.ofMillis(5)},
              new double[] {1}));
  private final Request request = new Request();
  private final Response response = new Response();
  private final List<AsyncListener> listeners = new CopyOnWriteArrayList<>();

  @AfterEach
  void threadState_afterEachTest_isClear() {
    long[] state = CallState.current();
    assertThat(state[CallState.SERVER]).isZero();
    assertThat(state[CallState.SERVER_ROUTE]).isZero();
    assertThat(active()).isZero();
  }

  @Test
  void request_nested_recordedOnce() {
    long outer = enter();
    assertThat(outer).isNotZero();
    assertThat(enter()).isZero();
    assertThat(active()).isEqualTo(1);
    exit(outer, null);
    assertThat(count("/shop/orders", "200", "")).isEqualTo(1);
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void request_notHttp_notMeasured() {
    Object other = new ServletRequestWrapper(stub(HttpServletRequest.class)) {};
    assertThat(probe.enter(null, other, response)).isZero();
    assertThat(probe.enter(null, "request", response)).isZero();
    assertThat(probe.enter(null, null, null)).isZero();
  }

  @Test
  void request_onMutedThread_notMeasured() {
    CallState.muteCurrentThread();
    try {
      assertThat(enter()).isZero();
    } finally {
      CallState.current()[CallState.MUTED] = 0;
    }
  }

  @Test
  void request_threwBeforeCommit_is500WithItsClass() {
    exit(enter(), new IOException());
    assertThat(count("/shop/orders", "500", "java.io.IOException")).isEqualTo(1);
  }

  @Test
  void request_threwAfterCommit_keepsTheStatusSent() {
    response.committed = true;
    exit(enter(), new IOException());
    assertThat(count("/shop/orders", "200", "java.io.IOException")).isEqualTo(1);
  }

  @Test
  void dispatch_ofAnotherRequest_isNotCountedButNestsIt() {
    for (DispatcherType type : DispatcherType.values()) {
      if (type == DispatcherType.REQUEST) {
        continue;
      }
      request.type = type;
      long token = enter();
      assertThat(token).isNotZero();
      assertThat(enter()).isZero();
      exit(token, null);
    }
    assertThat(total()).isZero();
  }

  @Test
  void asyncRequest_completedTwice_recordedOnce() {
    startAsync();
    assertThat(active()).isEqualTo(1);
    assertThat(total()).isZero();
    response.status = 202;
    complete();
    complete();
    assertThat(count("/shop/orders", "202", "")).isEqualTo(1);
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void asyncRequest_listenerRefused_recordedAtOnce() {
    request.refusesListeners = true;
    startAsync();
    assertThat(count("/shop/orders", "200", "")).isEqualTo(1);
  }

  @Test
  void asyncRequest_overWhileListenerIsAdded_recordedOnce() {
    request.overOnceListenerIsAdded = true;
    startAsync();
    complete();
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void asyncRequest_failed_hasTheExceptionThatTheContainerReports() throws IOException {
    startAsync();
    for (AsyncListener listener : listeners) {
      listener.onError(new AsyncEvent(context(), new IllegalStateException()));
    }
    response.status = 500;
    complete();
    assertThat(count("/shop/orders", "500", "java.lang.IllegalStateException")).isEqualTo(1);
  }

  @Test
  void asyncRequest_timedOut_isAnErrorUnlessTheApplicationAnswers() throws IOException {
    for (int status : new int[] {503, 204}) {
      listeners.clear();
      startAsync();
      for (AsyncListener listener : listeners) {
        listener.onTimeout(new AsyncEvent(context()));
      }
      response.status = status;
      complete();
    }
    assertThat(count("/shop/orders", "503", "timeout")).isEqualTo(1);
    assertThat(count("/shop/orders", "204", "")).isEqualTo(1);
  }

  @Test
  void asyncRequest_startedAgain_isFollowedToItsEnd() throws IOException {
    startAsync();
    AsyncListener listener = listeners.get(0);
    listeners.clear();
    listener.onStartAsync(new AsyncEvent(context()));
    assertThat(listeners).containsExactly(listener);
    assertThat(total()).isZero();
    complete();
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void asyncRequest_thatIsAStreamOfEvents_isOverWhenItsThreadLeavesIt() {
    response.contentType = "text/Event-Stream;charset=UTF-8";
    startAsync();
    assertThat(active()).isZero();
    assertThat(count("/shop/orders", "200", "")).isEqualTo(1);
    assertThat(openStreams()).isEqualTo(1);
    assertThat(streams()).isZero();
    complete();
    complete();
    assertThat(openStreams()).isZero();
    assertThat(streams()).isEqualTo(1);
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void asyncRequest_thatSpringMakesAStream_isOneBeforeItsFirstEvent() {
    EventStreamProbe spring = new EventStreamProbe();
    // on a thread that serves no request
    assertThat(spring.enter(null, null, null)).isZero();
    startAsync();
    assertThat(openStreams()).isZero();
    complete();
    listeners.clear();
    long token = enter();
    assertThat(spring.enter(null, null, null)).isZero();
    request.async = true;
    exit(token, null);
    assertThat(openStreams()).isEqualTo(1);
    complete();
    assertThat(openStreams()).isZero();
    assertThat(streams()).isEqualTo(1);
    assertThat(total()).isEqualTo(2);
  }

  @Test
  void asyncRequest_thatTurnsOutToBeAStream_hasNotLastedSoLong() {
    startAsync();
    assertThat(active()).isEqualTo(1);
    long leftNanos = System.nanoTime();
    response.contentType = "text/event-stream";
    while (System.nanoTime() - leftNanos < Duration.ofMillis(20).toNanos()) {
      Thread.onSpinWait();
    }
    complete();
    Timer stream = registry.get("http.server.event_stream.duration").timer();
    assertThat(stream.count()).isEqualTo(1);
    assertThat(stream.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(20);
    assertThat(openStreams()).isZero();
    assertThat(count("/shop/orders", "200", "")).isEqualTo(1);
  }

  @Test
  void request_thatBecomesAnotherProtocol_leavesItsRoute() {
    response.status = 101;
    exit(enter(), null);
    assertThat(CallState.current()[CallState.UPGRADED]).isNotZero();
    response.status = 200;
    exit(enter(), null);
    assertThat(CallState.current()[CallState.UPGRADED]).isZero();
  }

  @Test
  void asyncListener_asAnObject_hasIdentity() {
    startAsync();
    AsyncListener listener = listeners.get(0);
    assertThat(listener.equals(listener)).isTrue();
    assertThat(listener.equals(new Object())).isFalse();
    assertThat(listener.hashCode()).isEqualTo(System.identityHashCode(listener));
    assertThat(listener.toString()).isNotEmpty();
    complete();
  }

  @Test
  void pattern_withoutSpringsDispatcher_isNotTheRoute() {
    request.template = "/shop/orders/17";
    request.dispatcher = null;
    repeat(1);
    assertThat(count("/shop/*", "200", "")).isEqualTo(1);
    assertThat(count("/shop/shop/orders/17", "200", "")).isZero();
  }

  @Test
  void enterAndExit_afterWarmUp_doNotAllocate() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    request.template = "/orders/{id}";
    final int calls = 100_000;
    repeat(calls);
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    repeat(calls);
    long allocatedBytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocatedBytes).isLessThan(calls);
    assertThat(count("/shop/orders/{id}", "200", "")).isEqualTo(2 * calls);
  }

  private void repeat(int calls) {
    for (int i = 0; i < calls; i++) {
      exit(enter(), null);
    }
  }

  private long enter() {
    return probe.enter(null, request, response);
  }

  private void exit(long token, @Nullable Throwable thrown) {
    probe.exit(token, null, request, response, null, thrown);
  }

  private void startAsync() {
    long token = enter();
    request.async = true;
    exit(token, null);
    request.async = false;
  }

  private void complete() {
    for (AsyncListener listener : listeners) {
      try {
        listener.onComplete(new AsyncEvent(context()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private AsyncContext context() {
    return proxy(
        AsyncContext.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("addListener")) {
            if (request.refusesListeners) {
              throw new IllegalStateException("completed");
            }
            listeners.add((AsyncListener) arguments[0]);
            request.async = !request.overOnceListenerIsAdded;
          }
          return null;
        });
  }

  private long count(String route, String status, String error) {
    Timer timer =
        registry
            .find("http.server.request.duration")
            .tags(
                "http_request_method",
                "GET",
                "http_route",
                route,
                "http_response_status_code",
                status,
                "error_type",
                error)
            .timer();
    return timer == null ? 0 : timer.count();
  }

  private long total() {
    return registry.find("http.server.request.duration").timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private double openStreams() {
    return registry.find("http.server.active_event_streams").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
  }

  private long streams() {
    return registry.find("http.server.event_stream.duration").timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private double active() {
    return registry.find("http.server.active_requests").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
  }

  private static <T> T stub(Class<T> type) {
    return proxy(type, (proxy, method, arguments) -> null);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static final class Mapping implements HttpServletMapping {

    @Override
    public String getMatchValue() {
      return "orders";
    }

    @Override
    public String getPattern() {
      return "/orders";
    }

    @Override
    public String getServletName() {
      return "orders";
    }

    @Override
    public MappingMatch getMappingMatch() {
      return MappingMatch.EXACT;
    }
  }

  private final class Request extends HttpServletRequestWrapper {

    private final Mapping mapping = new Mapping();
    DispatcherType type = DispatcherType.REQUEST;
    @Nullable String template;
    @Nullable Object dispatcher = "context";
    boolean async;
    boolean refusesListeners;
    boolean overOnceListenerIsAdded;

    Request() {
      super(stub(HttpServletRequest.class));
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getContextPath() {
      return "/shop";
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
      return template == null ? mapping : ROOT;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return switch (name) {
        case ServletProbe.BEST_MATCHING_PATTERN -> template;
        case ServletProbe.DISPATCHER_CONTEXT -> dispatcher;
        default -> null;
      };
    }

    @Override
    public DispatcherType getDispatcherType() {
      return type;
    }

    @Override
    public boolean isAsyncStarted() {
      return async;
    }

    @Override
    public AsyncContext getAsyncContext() {
      return context();
    }
  }

  private static final HttpServletMapping ROOT =
      new HttpServletMapping() {
        @Override
        public String getMatchValue() {
          return "";
        }

        @Override
        public String getPattern() {
          return "/";
        }

        @Override
        public String getServletName() {
          return "dispatcher";
        }

        @Override
        public MappingMatch getMappingMatch() {
          return MappingMatch.DEFAULT;
        }
      };

  private static final class Response extends HttpServletResponseWrapper {

    int status = 200;
    boolean committed;
    @Nullable String contentType;

    Response() {
      super(stub(HttpServletResponse.class));
    }

    @Override
    public int getStatus() {
      return status;
    }

    @Override
    public boolean isCommitted() {
      return committed;
    }

    @Override
    public @Nullable String getContentType() {
      return contentType;
    }
  }
}
