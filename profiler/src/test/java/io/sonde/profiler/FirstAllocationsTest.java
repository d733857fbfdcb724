package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstAllocationsTest {

  private static final long OLD = 1;
  private static final long ENDED = 2;
  private static final long NEW = 3;
  private static final long VIRTUAL = 4;

  private static Map<String, Long> weights(FirstAllocations<String> first) {
    Map<String, Long> weights = new LinkedHashMap<>();
    first.forEach(weights::put);
    return weights;
  }

  @Test
  void forEach_threadThatLived_getsWhatNoOtherSampleStandsFor() {
    var first = new FirstAllocations<String>(Map.of(OLD, 1_000L), Map.of(OLD, 1_700L));

    assertThat(first.isFirst(OLD, false, "first", 1_050)).isTrue();
    assertThat(first.isFirst(OLD, false, "second", 200)).isFalse();
    assertThat(first.isFirst(OLD, false, "third", 300)).isFalse();

    assertThat(weights(first)).containsExactly(Map.entry("first", 200L));
  }

  @Test
  void forEach_firstSampleOfTheRecordingOnly_keepsItsWeight() {
    var first = new FirstAllocations<String>(Map.of(OLD, 1_000L), Map.of(OLD, 1_700L));

    first.isFirst(OLD, false, "first", 50);
    first.isFirst(OLD, false, "second", 200);

    assertThat(weights(first)).containsExactly(Map.entry("first", 50L));
  }

  @Test
  void forEach_threadsOfWhichLittleIsKnown_getWhatIsUsual() {
    var first =
        new FirstAllocations<String>(Map.of(OLD, 0L, ENDED, 9_000L), Map.of(OLD, 700L, NEW, 900L));

    first.isFirst(OLD, false, "old", 300);
    first.isFirst(OLD, false, "old again", 100);
    first.isFirst(OLD, false, "old once more", 300);
    first.isFirst(ENDED, false, "ended", 9_400);
    first.isFirst(VIRTUAL, true, "virtual", 50_000);
    first.isFirst(NEW, false, "new", 800);

    assertThat(weights(first))
        .containsExactly(
            Map.entry("old", 300L),
            Map.entry("ended", 200L),
            Map.entry("virtual", 200L),
            Map.entry("new", 800L));
  }

  @Test
  void forEach_nothingIsKnown_takesNoFirstSampleAtItsWord() {
    var first = new FirstAllocations<String>(Map.of(), Map.of());

    first.isFirst(NEW, false, "first", 5_000);
    first.isFirst(NEW, false, "second", 40);

    assertThat(weights(first)).containsExactly(Map.entry("first", 40L));
  }
}
