package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ClassGrowthTest {

  private static final String HEADER =
      " num     #instances         #bytes  class name (module)\n"
          + "-------------------------------------------------------\n";

  private static ClassHistogram at(long millis, long arrays, long nodes, long strings) {
    return ClassHistogram.parse(
        millis,
        HEADER
            + "   1:         "
            + arrays
            + "        "
            + arrays * 100
            + "  [B (java.base@17.0.15)\n"
            + "   2:  "
            + nodes
            + "  "
            + nodes * 32
            + "  java.util.HashMap$Node (java.base@17.0.15)\n"
            + "   3:  "
            + strings
            + "  "
            + strings * 24
            + "  java.lang.String (java.base@17.0.15)\n"
            + "   4:  5  80  [[Lcom.shop.Order;\n"
            + "Total  12345  67890\n");
  }

  @Test
  void histogram_names_areReadableAndTheRestIsPassedOver() {
    assertThat(at(0, 10, 20, 30).classes().keySet())
        .containsExactly(
            "byte[]", "java.util.HashMap$Node", "java.lang.String", "com.shop.Order[][]");
    assertThat(at(0, 10, 20, 30).classes().get("byte[]"))
        .isEqualTo(new ClassHistogram.Count(10, 1_000));
  }

  @Test
  void growth_inAllHistograms_isRankedByBytes() {
    List<ClassGrowth> growing =
        ClassGrowth.of(List.of(at(0, 10, 50, 9), at(5_000, 20, 60, 30), at(10_000, 110, 70, 20)));

    assertThat(growing)
        .containsExactly(
            new ClassGrowth("byte[]", 110, 11_000, 100, 10_000, 1_000),
            new ClassGrowth("java.util.HashMap$Node", 70, 2_240, 20, 640, 64));
  }

  @Test
  void growth_ofTwoHistograms_isNotJudged() {
    assertThat(ClassGrowth.of(List.of(at(0, 1, 1, 1), at(1, 2, 2, 2)))).isEmpty();
  }
}
