package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ClassHistoryTest {

  private static final String HEADER =
      " num     #instances         #bytes  class name (module)\n"
          + "-------------------------------------------------------\n";
  private static final String TOTAL = "Total  12345  67890\n";

  private final ClassHistory history = new ClassHistory(4);

  private void add(long millis, long arrays, long nodes, long strings) {
    add(
        millis,
        line(arrays, arrays * 100, "[B (java.base@17.0.15)"),
        line(nodes, nodes * 32, "java.util.HashMap$Node (java.base@17.0.15)"),
        line(strings, strings * 24, "java.lang.String (java.base@17.0.15)"));
  }

  private void add(long millis, String... lines) {
    history.add(millis, HEADER + String.join("", lines) + TOTAL);
  }

  private static String line(long instances, long bytes, String type) {
    return "   1:         " + instances + "        " + bytes + "  " + type + "\n";
  }

  @Test
  void names_areReadable_andThoseOfSeveralLoadersAreOne() {
    String[] types = {"[B (java.base@17)", "[[Lcom.shop.Order;", "com.shop.Cart", "com.shop.Cart"};
    for (int i = 1; i <= 3; i++) {
      String[] lines = new String[types.length];
      for (int j = 0; j < types.length; j++) {
        lines[j] = line(i, i * 10L * (j + 1), types[j]);
      }
      add(i * 1_000, lines);
    }

    assertThat(history.trend().growing())
        .containsExactly(
            new ClassGrowth("com.shop.Cart", 6, 210, 4, 140, 70),
            new ClassGrowth("com.shop.Order[][]", 3, 60, 2, 40, 20),
            new ClassGrowth("byte[]", 3, 30, 2, 20, 10));
  }

  @Test
  void growth_inAllHistograms_isRankedByBytes() {
    add(0, 10, 50, 9);
    add(5_000, 20, 60, 30);
    add(10_000, 110, 70, 20);

    assertThat(history.trend())
        .isEqualTo(
            new ClassTrend(
                3,
                0,
                10_000,
                List.of(
                    new ClassGrowth("byte[]", 110, 11_000, 100, 10_000, 1_000),
                    new ClassGrowth("java.util.HashMap$Node", 70, 2_240, 20, 640, 64))));
  }

  @Test
  void growth_ofBytes_isToldThoughThereAreFewerObjects() {
    add(0, line(1_000, 50_000, "[B"));
    add(1_000, line(400, 150_000, "[B"));
    add(2_000, line(300, 250_000, "[B"));

    assertThat(history.trend().growing())
        .containsExactly(new ClassGrowth("byte[]", 300, 250_000, -700, 200_000, 100_000));
  }

  @Test
  void growth_ofTwoHistograms_isNotJudged() {
    add(0, 1, 1, 1);
    add(1, 2, 2, 2);
    assertThat(history.trend()).isEqualTo(new ClassTrend(2, 0, 1, List.of()));
  }

  @Test
  void histograms_beyondTheCapacity_pushOutTheOldest() {
    add(0, 500, 50, 9);
    add(1_000, 10, 50, 9);
    add(2_000, 20, 50, 9);
    add(3_000, 30, 50, 9);
    assertThat(history.trend().growing()).isEmpty();
    add(4_000, 40, 50, 9);
    assertThat(history.trend())
        .isEqualTo(
            new ClassTrend(
                4, 1_000, 4_000, List.of(new ClassGrowth("byte[]", 40, 4_000, 30, 3_000, 1_000))));
  }

  @Test
  void growth_ofAClassThatWasNotAmongTheLargest_isNotJudged() {
    add(0, line(1, 10, "a.Old"));
    add(1_000, line(2, 20, "a.Old"), line(1, 10, "a.New"));
    add(2_000, line(3, 30, "a.Old"), line(2, 20, "a.New"));

    assertThat(history.trend().growing())
        .containsExactly(new ClassGrowth("a.Old", 3, 30, 2, 20, 10));
  }

  @Test
  void clear_forgetsAll() {
    add(0, 1, 1, 1);
    add(1, 2, 2, 2);
    history.clear();
    assertThat(history.trend()).isEqualTo(ClassTrend.NONE);
    add(2, 3, 3, 3);
    add(3, 4, 4, 4);
    assertThat(history.trend().growing()).isEmpty();
  }
}
