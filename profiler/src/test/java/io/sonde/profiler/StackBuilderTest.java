package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StackBuilderTest {

  private record Names(List<String> innermostFirst) implements StackBuilder.Frames {

    @Override
    public int depth() {
      return innermostFirst.size();
    }

    @Override
    public String name(int i) {
      return innermostFirst.get(i);
    }

    @Override
    public FrameKind kind(int i) {
      return FrameKind.JAVA;
    }
  }

  @Test
  void add_labelAgentClassAndHostileName_standInTheirPlaces() {
    StackBuilder builder =
        new StackBuilder(List.of("io.sonde."), (thread, nanos) -> thread == 7 ? "GET /x" : null);
    Names agent = new Names(List.of("io/sonde/A.run", "java/lang/Thread.run"));
    builder.add(Event.ALLOC, 1, agent, "byte[]", 7, 0, 1, 100);
    Names hostile = new Names(List.of("a;b</script>"));
    builder.add(Event.ALLOC, 2, hostile, null, 8, 0, 1, 100);

    StackTree tree = builder.trees().get(Event.ALLOC);
    assertThat(tree).isNotNull();
    assertThat(path(tree, 5))
        .isEqualTo("GET /x|[sonde]|java/lang/Thread.run|io/sonde/A.run|byte[]");
    assertThat(path(tree, 6)).isEqualTo("a_b_/script>");
  }

  private static String path(StackTree tree, int node) {
    StringBuilder path = new StringBuilder();
    for (int above = node; above != StackTree.ROOT; above = tree.parent(above)) {
      path.insert(0, tree.frame(above).name() + (path.length() == 0 ? "" : "|"));
    }
    return path.toString();
  }

  /** Simulates the JVM's sampler: the distance to the next sample is exponential. */
  @Test
  void poissonWeight_ofSimulatedSamples_addsUpToTheTruth() {
    Random random = new Random(42);
    long interval = 512 * 1024;
    for (int size : new int[] {100, 100_000, 500_000, 3_000_000}) {
      double truth = 0;
      double estimate = 0;
      double next = -interval * Math.log(random.nextDouble());
      while (truth < 20_000.0 * Math.max(interval, size)) {
        truth += size;
        next -= size;
        if (next <= 0) {
          estimate += StackBuilder.poissonWeight(size, interval);
          next = -interval * Math.log(random.nextDouble());
        }
      }
      assertThat(estimate / truth).as("size " + size).isCloseTo(1, within(0.03));
    }
  }
}
