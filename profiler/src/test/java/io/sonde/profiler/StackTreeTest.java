package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StackTreeTest {

  @Test
  void totals_ofAPath_areSumsOfWhatEndedBelow() {
    StackTree tree = new StackTree();
    int a = add(tree, 1, 10, "a");
    int b = add(tree, 2, 20, "a", "b");
    int c = add(tree, 4, 40, "c");

    assertThat(tree.totalSamples()[a]).isEqualTo(3);
    assertThat(tree.totalWeights()[a]).isEqualTo(30);
    assertThat(tree.totalWeights()[b]).isEqualTo(20);
    assertThat(tree.totalWeights()[c]).isEqualTo(40);
    assertThat(tree.weightSum()).isEqualTo(70);
    assertThat(tree.sampleCount()).isEqualTo(7);
  }

  @Test
  void code_ofRandomTrees_readsBackEqual() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      StackTree tree = randomTree(random, 500);

      StackTree back = StackCode.decode(StackCode.encode(tree), tree.frames());

      assertThat(paths(back)).isEqualTo(paths(tree));
    }
  }

  @Test
  void merge_treesWithDifferentTables_addsUpPathByPath() {
    Random random = new Random(8);
    StackTree one = randomTree(random, 300);
    StackTree two = randomTree(random, 300);
    Map<String, Long> expected = new HashMap<>(paths(one));
    paths(two).forEach((path, weight) -> expected.merge(path, weight, Long::sum));

    one.merge(two);

    assertThat(paths(one)).isEqualTo(expected);
  }

  @Test
  void pruned_toFewNodes_keepsSumsAndTheHeaviestPath() {
    StackTree tree = randomTree(new Random(9), 20_000);
    int heavy = add(tree, 1_000, 1_000_000, "x", "y", "z");
    assertThat(heavy).isPositive();

    StackTree pruned = tree.pruned(400);

    assertThat(pruned.size()).isLessThanOrEqualTo(400);
    assertThat(pruned.weightSum()).isEqualTo(tree.weightSum());
    assertThat(pruned.sampleCount()).isEqualTo(tree.sampleCount());
    assertThat(paths(pruned)).containsEntry("x;y;z", 1_000_000L);
  }

  @Test
  void routes_chosenOrLeftOut_areNoFramesAnyMore() {
    StackTree tree = new StackTree();
    int orders = tree.child(StackTree.ROOT, "GET /orders/{id}", FrameKind.ROUTE);
    tree.add(tree.child(orders, "a", FrameKind.JAVA), 1, 10);
    int cart = tree.child(StackTree.ROOT, "GET /cart", FrameKind.ROUTE);
    tree.add(tree.child(cart, "a", FrameKind.JAVA), 1, 5);
    add(tree, 1, 3, "b");

    assertThat(paths(tree.ofRoute("GET /orders/{id}"))).isEqualTo(Map.of("a", 10L));
    assertThat(paths(tree.withoutRoutes())).isEqualTo(Map.of("a", 15L, "b", 3L));
  }

  private static StackTree randomTree(Random random, int stacks) {
    StackTree tree = new StackTree();
    for (int i = 0; i < stacks; i++) {
      int node = StackTree.ROOT;
      for (int depth = random.nextInt(12); depth >= 0; depth--) {
        node = tree.child(node, "f" + random.nextInt(50), FrameKind.JAVA);
      }
      tree.add(node, 1, 1 + random.nextInt(1_000));
    }
    return tree;
  }

  private static int add(StackTree tree, long samples, long weight, String... path) {
    int node = StackTree.ROOT;
    for (String frame : path) {
      node = tree.child(node, frame, FrameKind.JAVA);
    }
    tree.add(node, samples, weight);
    return node;
  }

  private static Map<String, Long> paths(StackTree tree) {
    Map<String, Long> paths = new HashMap<>();
    for (int node = 1; node < tree.size(); node++) {
      if (tree.weight(node) > 0) {
        StringBuilder path = new StringBuilder();
        for (int above = node; above != StackTree.ROOT; above = tree.parent(above)) {
          path.insert(0, tree.frame(above).name() + (path.length() == 0 ? "" : ";"));
        }
        paths.put(path.toString(), tree.weight(node));
      }
    }
    return paths;
  }
}
