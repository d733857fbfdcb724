package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DifferenceTest {

  @Test
  void of_growthAndNoise_keepsOnlyTheGrowth() {
    StackProfile base = profile(60, 1_000, 1_000, 10);
    StackProfile after = profile(30, 510, 1_000, 4);

    List<Difference.Change> changes = Difference.of(base, after).bySelf();

    assertThat(changes)
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.name()).isEqualTo("m1");
              assertThat(change.basePerSecond()).isCloseTo(1_000 * 1e7 / 60, within(1.0));
              assertThat(change.afterPerSecond()).isCloseTo(1_000 * 1e7 / 30, within(1.0));
            });
  }

  @Test
  void of_methodThatVanished_isAChange() {
    assertThat(Difference.of(profile(60, 1_000, 500), profile(60, 1_000)).bySelf())
        .singleElement()
        .satisfies(change -> assertThat(change.growth()).isNegative());
  }

  @Test
  void of_sameProfile_showsNothing() {
    StackProfile same = profile(60, 1_000, 30, 5);

    Difference difference = Difference.of(same, same);

    assertThat(difference.bySelf()).isEmpty();
    assertThat(difference.byTotal()).isEmpty();
  }

  private static StackProfile profile(int seconds, long... samples) {
    StackTree tree = new StackTree();
    for (int i = 0; i < samples.length; i++) {
      int node = tree.child(StackTree.ROOT, "m" + i, FrameKind.JAVA);
      tree.add(node, samples[i], samples[i] * 10_000_000);
    }
    Sampling sampling =
        new Sampling("test", 10_000_000, Event.IntervalUnit.NANOSECONDS, "samples", "none");
    return new StackProfile(
        Event.CPU, tree, sampling, new Window(0, seconds * 1000L, seconds * 1_000_000_000L));
  }
}
