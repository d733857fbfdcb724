package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.instrumentation.Instrumentations;
import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WeavingPlanTest {

  private static final WeavingPlan REAL = new WeavingPlan(Instrumentations.all());

  private static @Nullable List<WeavingPlan.Entry> marked(WeavingPlan plan, String text) {
    byte[] bytes = ("xx" + text + "yy").getBytes(StandardCharsets.US_ASCII);
    return plan.marked(bytes, 2, text.length());
  }

  @Test
  void everyMarkerAndName_ofTheRealRules_isFoundWithItsRule() {
    for (WeavingPlan.Entry entry : REAL.entries()) {
      for (String marker : entry.rule.markers()) {
        assertThat(marked(REAL, marker)).as(marker).contains(entry);
      }
      for (String name : entry.rule.names()) {
        assertThat(REAL.named(name.replace('.', '/'))).as(name).contains(entry);
      }
    }
  }

  @Test
  void everyRule_isWhole() {
    for (WeavingPlan.Entry entry : REAL.entries()) {
      TypeRule rule = entry.rule;
      assertThat(rule.names().isEmpty()).isNotEqualTo(rule.markers().isEmpty());
      assertThat(rule.methods()).isNotEmpty().doesNotHaveDuplicates();
      for (MethodRule method : rule.methods()) {
        assertThat(method.descriptor()).startsWith("(");
        assertThat(method.advice()).startsWith("io.sonde.agent.instrumentation.");
        assertThat(method.name()).doesNotContain("<");
      }
    }
  }

  @Test
  void everyMarker_isOfALengthThatTheIndexLooksAt() {
    for (Technology technology : Instrumentations.all()) {
      for (TypeRule rule : technology.types()) {
        assertThat(rule.markers()).allMatch(marker -> marker.length() >= 8);
      }
    }
  }

  @Test
  void texts_thatAreNoMarkers_areNotFound() {
    for (String text :
        new String[] {
          "", "a", "1234567", "java/sql/Statemenu", "java/sql/Statement2", "xava/sql/Statement"
        }) {
      assertThat(marked(REAL, text)).as(text).isNull();
    }
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[8 + random.nextInt(60)];
      random.nextBytes(bytes);
      assertThat(REAL.marked(bytes, 0, bytes.length)).isNull();
    }
  }

  @Test
  void marker_ofTwoTechnologies_findsBoth() {
    TestTechnology one = TestTechnology.marked("one", "some/Marker", "a", "()V");
    TestTechnology two = TestTechnology.marked("two", "some/Marker", "b", "()V");
    List<WeavingPlan.Entry> found = marked(new WeavingPlan(List.of(one, two)), "some/Marker");
    assertThat(found).extracting(entry -> entry.technology.name()).containsExactly("one", "two");
  }
}
