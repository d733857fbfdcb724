package io.sonde.agent.instrumentation.reactornetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.RouteHandle;
import io.sonde.agent.routes.RouteTable;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ServedRequestTest {

  private static final long START = 1_000;
  private static final int RACES = 2_000;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ProbeContext context =
      new ProbeContext(
          registry,
          new Duration[] {Duration.ofMillis(5)},
          new Duration[] {Duration.ofMillis(5)},
          new double[] {1});
  private final RouteTable routes = RouteTable.of(context);
  private final RouteHandle unmatched = routes.find("GET", "", "/");
  private final long[] state = CallState.current();

  @Test
  void request_endsWithinItsHandler_isRecordedWhenThatReturns() {
    ServedRequest request = begin();
    assertThat(request.ends(START + 30, 200, null)).isFalse();
    assertThat(timers()).isZero();
    assertThat(request.leaves(state, START + 50)).isTrue();
    assertRecorded("/*", "200", "", 30);
  }

  @Test
  void request_endsAfterItsHandler_isRecordedAtTheEnd() {
    ServedRequest request = begin();
    assertThat(request.leaves(state, START + 50)).isFalse();
    assertThat(active()).isEqualTo(1);
    assertThat(request.ends(START + 80, 200, null)).isTrue();
    assertRecorded("/*", "200", "", 80);
  }

  @Test
  void request_toldOfSeveralEnds_keepsTheFirst() {
    ServedRequest request = begin();
    assertThat(request.ends(START + 30, 101, null)).isFalse();
    assertThat(request.ends(START + 90, 200, "lost")).isFalse();
    assertThat(request.leaves(state, START + 50)).isTrue();
    assertThat(request.ends(START + 95, 200, "lost")).isFalse();
    assertRecorded("/*", "101", "", 30);
  }

  @Test
  void request_thatIsMatchedWhileItRuns_isOfThatRoute() {
    ServedRequest request = begin();
    assertThat(request.leaves(state, START + 50)).isFalse();
    request.matched(routes.find(request.unmatched(), "/orders/{id}"));
    assertThat(request.ends(START + 80, 503, null)).isTrue();
    assertRecorded("/orders/{id}", "503", "503", 80);
  }

  @Test
  void request_whoseThreadWasReset_isRecordedWithoutParts() {
    ServedRequest request = begin();
    assertThat(request.leaves(null, START + 50)).isFalse();
    assertThat(request.ends(START + 80, 0, "lost")).isTrue();
    assertRecorded("/*", "", "lost", 80);
  }

  @Test
  void request_thatIsForgotten_isNotActiveAndNotRecorded() {
    ServedRequest request = begin();
    request.forget();
    request.forget();
    assertThat(active()).isZero();
    assertThat(request.ends(START + 80, 200, null)).isFalse();
    assertThat(timers()).isZero();
  }

  @Test
  void request_endedByTwoThreadsWhileItsHandlerReturns_isRecordedOnce() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    Phaser phaser = new Phaser(3);
    ServedRequest[] requests = new ServedRequest[RACES];
    for (int i = 0; i < RACES; i++) {
      unmatched.started();
      requests[i] = new ServedRequest(context.requests(), unmatched, START);
    }
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      int part = i;
      threads[i] =
          new Thread(
              () -> {
                for (ServedRequest request : requests) {
                  int phase = phaser.arriveAndAwaitAdvance();
                  assertThat(phase).isNotNegative();
                  boolean isLast =
                      part == 0
                          ? request.leaves(null, START + 50)
                          : request.ends(START + 40 + part, 200, null);
                  taken.addAndGet(isLast ? 1 : 0);
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(taken).hasValue(RACES);
    assertThat(timers()).isEqualTo(RACES);
    assertThat(active()).isZero();
  }

  private ServedRequest begin() {
    unmatched.started();
    context.requests().begins(state, unmatched.ledger(), START);
    return new ServedRequest(context.requests(), unmatched, START);
  }

  private void assertRecorded(String route, String status, String error, long nanos) {
    Timer timer =
        registry
            .get("http.server.request.duration")
            .tag("http_route", route)
            .tag("http_response_status_code", status)
            .tag("error_type", error)
            .timer();
    assertThat(timers()).isEqualTo(1);
    assertThat(timer.count()).isEqualTo(1);
    assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(nanos);
    assertThat(active()).isZero();
  }

  private long timers() {
    return registry.find("http.server.request.duration").timers().stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private double active() {
    return registry.get("http.server.active_requests").gauge().value();
  }
}
