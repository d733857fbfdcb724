package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RequestIntervalsTest {

  private final RequestIntervals requests = new RequestIntervals(1024);

  @Test
  void labels_insideBetweenAndNested_nameTheInnermost() {
    int outer = requests.route("GET /outer");
    int inner = requests.route("GET /inner");
    long first = requests.begin(7, 100, outer);
    long nested = requests.begin(7, 120, outer);
    requests.end(nested, 130, inner);
    requests.end(first, 200, outer);
    requests.end(requests.begin(7, 300, inner), 400, inner);

    StackLabels labels = requests.labels();

    assertThat(labels.labelOf(7, 99)).isNull();
    assertThat(labels.labelOf(7, 100)).isEqualTo("GET /outer");
    assertThat(labels.labelOf(7, 125)).isEqualTo("GET /inner");
    assertThat(labels.labelOf(7, 150)).isEqualTo("GET /outer");
    assertThat(labels.labelOf(7, 250)).isNull();
    assertThat(labels.labelOf(7, 350)).isEqualTo("GET /inner");
    assertThat(labels.labelOf(8, 150)).isNull();
  }

  @Test
  void labels_requestThatRuns_isKnownAndItsThreadActive() {
    requests.begin(9, 100, requests.route("GET /x"));

    assertThat(requests.labels().labelOf(9, 1_000_000)).isEqualTo("GET /x");
    assertThat(requests.activeThreads(10)).containsExactly(9);
  }

  @Test
  void labels_clockThatWraps_isCompareByDifference() {
    int route = requests.route("GET /x");
    requests.end(requests.begin(7, Long.MAX_VALUE - 10, route), Long.MIN_VALUE + 10, route);

    assertThat(requests.labels().labelOf(7, Long.MIN_VALUE + 5)).isEqualTo("GET /x");
    assertThat(requests.labels().labelOf(7, Long.MIN_VALUE + 15)).isNull();
  }

  @Test
  void begin_moreThanTheRingHolds_countsWhatIsLost() {
    int route = requests.route("GET /x");
    // One thread has an eighth of the ring.
    long early = requests.begin(7, 1, route);
    for (int i = 0; i < 138; i++) {
      requests.end(requests.begin(7, 10L * i, route), 10L * i + 5, route);
    }
    requests.end(early, 5, route);

    assertThat(requests.labels().labelOf(7, 10L * 137 + 1)).isEqualTo("GET /x");
    assertThat(requests.labels().labelOf(7, 2)).isNull();
    assertThat(requests.overwritten()).isEqualTo(11);
  }

  @Test
  void route_tooMany_haveNoNumber() {
    for (int i = 0; i < RequestIntervals.MAX_ROUTES; i++) {
      assertThat(requests.route("r" + i)).isEqualTo(i + 1);
    }
    assertThat(requests.route("one more")).isZero();
    assertThat(requests.route("r5")).isEqualTo(6);
    assertThat(requests.begin(7, 1, 0)).isZero();
  }

  @Test
  void begin_manyThreads_readersNeverSeeAMixture() throws Exception {
    int[] routes = new int[4];
    for (int i = 0; i < 4; i++) {
      routes[i] = requests.route("r" + i);
    }
    AtomicInteger done = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int id = i;
      Thread writer =
          new Thread(
              () -> {
                for (int n = 0; n < 200_000; n++) {
                  // All of a thread's intervals have its own route.
                  requests.end(requests.begin(id, 1 + n, routes[id]), 2 + n, routes[id]);
                }
                done.incrementAndGet();
              });
      writer.start();
      writers.add(writer);
    }
    while (done.get() < 4) {
      StackLabels labels = requests.labels();
      for (int id = 0; id < 4; id++) {
        for (int n = 0; n < 200_000; n += 997) {
          String label = labels.labelOf(id, n);
          assertThat(label == null || label.equals("r" + id)).isTrue();
        }
      }
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }
}
