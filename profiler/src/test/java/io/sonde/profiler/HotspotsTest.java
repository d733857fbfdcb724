package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class HotspotsTest {

  @Test
  void of_recursion_countsTotalOnceAndNamesNeighbours() {
    StackTree tree = new StackTree();
    add(tree, 30, java("a/A.run"), java("a/A.f"), java("a/A.f"), java("a/A.g"));
    add(tree, 10, java("a/A.run"), java("a/A.f"));
    add(tree, 60, java("a/A.run"));

    Hotspots hotspots = Hotspots.of(profile(Event.CPU, tree));

    Hotspots.Method f =
        hotspots.byTotal().stream()
            .filter(method -> method.name().equals("a.A.f"))
            .findFirst()
            .orElseThrow();
    assertThat(f.total()).isEqualTo(40);
    assertThat(f.self()).isEqualTo(10);
    assertThat(f.callees()).extracting(Hotspots.Row::name).contains("a.A.g");
    assertThat(f.callers()).extracting(Hotspots.Row::name).contains("a.A.run");
    assertThat(hotspots.bySelf().get(0).name()).isEqualTo("a.A.run");
    assertThat(hotspots.byTotal().get(0).total()).isEqualTo(100);
  }

  @Test
  void of_allocation_siteIsTheInnermostMethodThatIsNotTheJdks() {
    StackTree tree = new StackTree();
    add(
        tree,
        10,
        java("shop/Cart.add"),
        java("java/util/ArrayList.grow"),
        new FrameTable.Frame("java/lang/Object[]", FrameKind.CLASS));

    Hotspots hotspots = Hotspots.of(profile(Event.ALLOC, tree));

    assertThat(hotspots.sites())
        .containsExactly(
            new Hotspots.Site(
                "java.lang.Object[]", "shop.Cart.add", "java.util.ArrayList.grow", 10, 10));
    assertThat(hotspots.classes()).containsExactly(new Hotspots.Row("java.lang.Object[]", 10, 10));
    assertThat(hotspots.bySelf().get(0).name()).isEqualTo("java.util.ArrayList.grow");
  }

  @Test
  void of_agentAndRoutes_agentIsApartAndRoutesAreListed() {
    StackTree tree = new StackTree();
    FrameTable.Frame route = new FrameTable.Frame("GET /x", FrameKind.ROUTE);
    add(tree, 5, route, new FrameTable.Frame("[sonde]", FrameKind.NOTE), java("io/sonde/A.b"));
    add(tree, 15, route, java("shop/Cart.add"));
    add(tree, 20, java("shop/Main.main"));

    Hotspots hotspots = Hotspots.of(profile(Event.CPU, tree));

    assertThat(hotspots.agentWeight()).isEqualTo(5);
    assertThat(hotspots.routes()).containsExactly(new Hotspots.Row("GET /x", 20, 20));
    assertThat(hotspots.byTotal())
        .extracting(Hotspots.Method::name)
        .containsExactly("shop.Main.main", "shop.Cart.add");
    assertThat(hotspots.isReliable()).isFalse();
  }

  /** The interval of 60 of 100 is 50.2 % to 69.1 % by Wilson's formula. */
  @Test
  void error_ofShares_isHalfOfWilsonsInterval() {
    assertThat(SampleError.ofShare(0.6, 100)).isCloseTo((0.6906 - 0.5020) / 2, within(0.0005));
    assertThat(SampleError.ofShare(0, 0)).isEqualTo(1);
    assertThat(SampleError.ofShare(0, 100)).isCloseTo(0.0370 / 2, within(0.0005));
  }

  private static FrameTable.Frame java(String name) {
    return new FrameTable.Frame(name, FrameKind.JAVA);
  }

  private static void add(StackTree tree, long samples, FrameTable.Frame... path) {
    int node = StackTree.ROOT;
    for (FrameTable.Frame frame : path) {
      node = tree.child(node, frame.name(), frame.kind());
    }
    tree.add(node, samples, samples);
  }

  private static StackProfile profile(Event event, StackTree tree) {
    Sampling sampling = new Sampling("test", 1, event.intervalUnit(), "samples", "none");
    return new StackProfile(event, tree, sampling, new Window(0, 1_000, 1_000_000_000L));
  }
}
