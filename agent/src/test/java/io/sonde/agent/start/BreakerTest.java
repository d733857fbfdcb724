package io.sonde.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final long SECOND = 1_000_000_000L;

  private final List<String> trips = new ArrayList<>();
  private long nowNanos = 5;
  private long cpuNanos;
  private double heapRatio;
  private long errors;

  private final Breaker breaker =
      new Breaker(() -> nowNanos, () -> cpuNanos, () -> heapRatio, () -> errors, trips::add);

  @Test
  void quietAgent_hours_neverTrips() {
    heapRatio = 0.95;
    run(7_200, SECOND / 100, 0);

    assertThat(trips).isEmpty();
    assertThat(breaker.reason()).isNull();
  }

  @Test
  void cpu_sixPercentForThirtySeconds_tripsOnce() {
    run(29, SECOND * 6 / 100, 0);
    assertThat(trips).isEmpty();

    run(10, SECOND * 6 / 100, 0);

    assertThat(trips).containsExactly("its threads used 6 % of a core for 30 s");
    assertThat(breaker.reason()).isEqualTo(trips.get(0));
  }

  @Test
  void cpu_burstOfOneSecond_doesNotTrip() {
    run(60, 0, 0);
    run(1, SECOND, 0);
    run(60, SECOND / 1_000, 0);

    assertThat(trips).isEmpty();
  }

  @Test
  void heap_over95PercentAfterCollection_trips() {
    heapRatio = 0.96;
    run(1, 0, 0);

    assertThat(trips).containsExactly("the heap is 96 % full after a collection");
  }

  @Test
  void errors_hundredWithinAMinute_trip() {
    run(59, 0, 1);
    assertThat(trips).isEmpty();

    run(1, 0, 60);

    assertThat(trips).hasSize(1);
    assertThat(trips.get(0)).endsWith("errors of its own within a minute");
  }

  @Test
  void errors_oneEachSecond_doNotTrip() {
    run(600, 0, 1);

    assertThat(trips).isEmpty();
  }

  private void run(int seconds, long cpuPerSecond, long errorsPerSecond) {
    for (int i = 0; i < seconds; i++) {
      nowNanos += SECOND;
      cpuNanos += cpuPerSecond;
      errors += errorsPerSecond;
      breaker.tick();
    }
  }
}
