package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.instrumentation.TypeRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClassGlanceTest {

  private static final TestTechnology TECHNOLOGY =
      TestTechnology.marked("test", TestTechnology.MARKER, "call", GlanceSamples.DESCRIPTOR);
  private static final WeavingPlan PLAN = new WeavingPlan(List.of(TECHNOLOGY));

  private static @Nullable List<ClassGlance.Match> at(Class<?> type) {
    return ClassGlance.at(PLAN, GlanceSamples.internalName(type), GlanceSamples.bytes(type));
  }

  @Test
  void class_withMarkerAndMethod_isAMatch() {
    List<ClassGlance.Match> matches = at(GlanceSamples.Matching.class);
    assertThat(matches).hasSize(1);
    assertThat(matches.get(0).method).isEqualTo(TECHNOLOGY.types().get(0).methods().get(0));
    assertThat(matches.get(0).entry.technology).isSameAs(TECHNOLOGY);
  }

  @Test
  void class_withOtherDescriptorOrName_isNoMatch() {
    assertThat(at(GlanceSamples.OtherDescriptor.class)).isNull();
  }

  @Test
  void marker_inATextWithoutTheMethod_isNoMatch() {
    assertThat(at(GlanceSamples.TextOnly.class)).isNull();
  }

  @Test
  void method_withoutMarker_isNoMatch() {
    assertThat(at(GlanceSamples.Unmarked.class)).isNull();
  }

  @Test
  void abstractMethod_isNoMatch() {
    assertThat(at(GlanceSamples.WithoutBody.class)).isNull();
  }

  @Test
  void staticMethod_ofTheSameDescriptor_isNoMatch() {
    assertThat(at(GlanceSamples.WithStatic.class)).isNull();
  }

  @Test
  void interface_withABody_isNoMatch() {
    assertThat(at(GlanceSamples.WithDefault.class)).isNull();
  }

  @Test
  void interfaceNamedExactly_isAMatchForItsBody() {
    byte[] bytes = GlanceSamples.bytes(GlanceSamples.WithDefault.class);
    String name = GlanceSamples.internalName(GlanceSamples.WithDefault.class);
    assertThat(ClassGlance.at(naming(GlanceSamples.WithDefault.class), name, bytes)).hasSize(1);
  }

  private static WeavingPlan naming(Class<?> type) {
    return new WeavingPlan(
        List.of(
            new TestTechnology(
                "test",
                List.of(
                    TypeRule.named(
                        List.of(type.getName()),
                        List.of(TestTechnology.rule("call", GlanceSamples.DESCRIPTOR)))))));
  }

  @Test
  void classNamedExactly_isAMatchWithoutAMarker() {
    WeavingPlan plan = naming(GlanceSamples.Unmarked.class);
    byte[] bytes = GlanceSamples.bytes(GlanceSamples.Unmarked.class);
    String name = GlanceSamples.internalName(GlanceSamples.Unmarked.class);
    assertThat(ClassGlance.at(plan, name, bytes)).hasSize(1);
    assertThat(ClassGlance.at(plan, "other/Name", bytes)).isNull();
  }

  @Test
  void class_thatTheRuleExempts_isNoMatch() {
    String name = GlanceSamples.internalName(GlanceSamples.Matching.class);
    String others = name.substring(0, name.lastIndexOf('/') + 1);
    TypeRule rule = TECHNOLOGY.types().get(0);
    byte[] bytes = GlanceSamples.bytes(GlanceSamples.Matching.class);

    assertThat(ClassGlance.at(plan(rule.except(List.of("other/", others))), name, bytes)).isNull();
    assertThat(ClassGlance.at(plan(rule.except(List.of("other/"))), name, bytes)).hasSize(1);
    assertThat(ClassGlance.at(plan(rule.except(List.of(others)), rule), name, bytes)).hasSize(1);
  }

  private static WeavingPlan plan(TypeRule... rules) {
    return new WeavingPlan(List.of(new TestTechnology("test", List.of(rules))));
  }

  @Test
  void pool_withAnUnknownTag_isRejected() {
    byte[] bytes = GlanceSamples.bytes(GlanceSamples.Matching.class);
    for (int tag : new int[] {0, 2, 13, 14, 21, 99, -1}) {
      byte[] odd = bytes.clone();
      odd[10] = (byte) tag;
      assertThat(ClassGlance.at(PLAN, "a/A", odd)).as("tag %d", tag).isNull();
    }
  }

  /** Cut short, a class file is either rejected or reported by an exception the caller counts. */
  @Test
  void file_cutAnywhere_endsWithNullOrAnIndexError() {
    byte[] bytes = GlanceSamples.bytes(GlanceSamples.Matching.class);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      try {
        List<ClassGlance.Match> matches = ClassGlance.at(PLAN, "a/A", cut);
        assertThat(matches == null || matches.size() == 1).isTrue();
      } catch (ArrayIndexOutOfBoundsException e) {
        // the JIT compiler throws one without a message where it was thrown often
        assertThat(e.getMessage())
            .satisfiesAnyOf(
                message -> assertThat(message).isNull(),
                message -> assertThat(message).contains("out of bounds"));
      }
    }
  }

  @Test
  void allClassesOfThisJvm_readWithoutException() {
    WeavingPlan real = new WeavingPlan(io.sonde.agent.instrumentation.Instrumentations.all());
    for (Class<?> type :
        List.of(
            String.class,
            java.util.concurrent.ConcurrentHashMap.class,
            java.lang.invoke.MethodHandles.class,
            org.assertj.core.api.Assertions.class,
            ClassGlanceTest.class)) {
      String name = GlanceSamples.internalName(type);
      try (java.io.InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
        assertThat(ClassGlance.at(real, name, in.readAllBytes())).as(name).isNull();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
