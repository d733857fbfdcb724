package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProfileRingTest {

  private static final long MINUTE_MILLIS = 60_000;

  @Test
  void read_window_addsUpTheSlicesWhoseMiddleIsInIt() throws Exception {
    ProfileRing ring = new ProfileRing(60, 1 << 20);
    for (int minute = 0; minute < 10; minute++) {
      ring.add(slice(minute, tree("a", 1 + minute), 20_000_000));
    }

    StackProfile profile = ring.read(Event.CPU, 3 * MINUTE_MILLIS, 6 * MINUTE_MILLIS);

    assertThat(profile.stacks().weightSum()).isEqualTo(4 + 5 + 6);
    assertThat(profile.window().startMillis()).isEqualTo(3 * MINUTE_MILLIS);
    assertThat(profile.window().endMillis()).isEqualTo(6 * MINUTE_MILLIS);
    assertThat(profile.window().sampledSeconds()).isEqualTo(180);
    assertThat(profile.sampling().weightUnit()).isEqualTo("samples");
  }

  @Test
  void read_slicesOfDifferentIntervals_weighsInNanoseconds() throws Exception {
    ProfileRing ring = new ProfileRing(60, 1 << 20);
    ring.add(slice(0, tree("a", 1), 20_000_000));
    ring.add(slice(1, tree("a", 1), 40_000_000));

    StackProfile profile = ring.read(Event.CPU, 0, 2 * MINUTE_MILLIS);

    assertThat(profile.sampling().weightUnit()).isEqualTo("nanoseconds");
  }

  @Test
  void add_moreThanAnHour_forgetsTheOldest() {
    ProfileRing ring = new ProfileRing(60, 1 << 20);
    for (int minute = 0; minute < 100; minute++) {
      ring.add(slice(minute, tree("a", 1), 20_000_000));
    }

    assertThat(ring.extent().slices()).isEqualTo(60);
    assertThat(ring.extent().fromMillis()).isEqualTo(40 * MINUTE_MILLIS);
    assertThatThrownBy(() -> ring.read(Event.CPU, 0, 10 * MINUTE_MILLIS))
        .isInstanceOf(ProfilerUnavailableException.class)
        .hasMessageContaining("kept is 1970-01-01T00:40:00Z to 1970-01-01T01:40:00Z of [cpu]");
    assertThatThrownBy(() -> ring.read(Event.ALLOC, 0, Long.MAX_VALUE))
        .isInstanceOf(ProfilerUnavailableException.class);
  }

  @Test
  void add_everDifferentFrames_staysWithinItsMemory() throws Exception {
    long maxBytes = 2 << 20;
    ProfileRing ring = new ProfileRing(60, maxBytes);
    Random random = new Random(3);
    for (int minute = 0; minute < 150; minute++) {
      StackTree tree = new StackTree();
      for (int i = 0; i < 3_000; i++) {
        int node = StackTree.ROOT;
        for (int depth = 0; depth < 5; depth++) {
          node = tree.child(node, "m" + minute + "-" + random.nextInt(40), FrameKind.JAVA);
        }
        tree.add(node, 1, 1);
      }
      ring.add(slice(minute, tree, 20_000_000));
      assertThat(ring.extent().sizeBytes()).isLessThanOrEqualTo(maxBytes);
      // What is pruned is still counted.
      long from = minute * MINUTE_MILLIS;
      assertThat(ring.read(Event.CPU, from, from + MINUTE_MILLIS).stacks().sampleCount())
          .isEqualTo(3_000);
    }
    assertThat(ring.extent().slices()).isGreaterThan(10);
  }

  private static StackTree tree(String frame, long weight) {
    StackTree tree = new StackTree();
    tree.add(tree.child(StackTree.ROOT, frame, FrameKind.JAVA), weight, weight);
    return tree;
  }

  private static Recording slice(int minute, StackTree tree, long interval) {
    Window window =
        new Window(minute * MINUTE_MILLIS, (minute + 1) * MINUTE_MILLIS, MINUTE_MILLIS * 1_000_000);
    Sampling sampling =
        new Sampling("test", interval, Event.IntervalUnit.NANOSECONDS, "samples", "none");
    return new Recording(Map.of(Event.CPU, tree), Map.of(Event.CPU, sampling), window, null);
  }
}
