package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GlanceTransformerTest {

  private static final long LONG_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final String NAME = "com/example/Matching";

  private static GlanceTransformer transformer(long waitMillis, TestTechnology... technologies) {
    return new GlanceTransformer(List.of(technologies), waitMillis);
  }

  private static TestTechnology technology(String name) {
    return TestTechnology.marked(name, TestTechnology.MARKER, "call", GlanceSamples.DESCRIPTOR);
  }

  private static byte @Nullable [] load(GlanceTransformer transformer, byte[] bytes) {
    return transformer.transform(
        null, new ClassLoader() {}, GlanceSamples.internalName(Matching.class), null, null, bytes);
  }

  private static byte @Nullable [] load(GlanceTransformer transformer) {
    return load(transformer, GlanceSamples.bytes(Matching.class));
  }

  private static GlanceTransformer ready(TestTechnology... technologies) {
    GlanceTransformer transformer = transformer(0, technologies);
    transformer.warmUp();
    transformer.letThrough();
    return transformer;
  }

  @Test
  void weave_matchingClass_isCountedOnceHoweverOftenItLoads() {
    GlanceTransformer transformer = ready(technology("test"));
    assertThat(load(transformer)).isNotNull();
    assertThat(load(transformer)).isNotNull();
    assertThat(transformer.counts().instrumentedClasses("test")).isEqualTo(1);
    assertThat(transformer.counts().examinedClasses()).isEqualTo(2);
    assertThat(transformer.counts().failedClasses()).isZero();
    assertThat(transformer.counts().transformNanos()).isPositive();
  }

  @Test
  void weave_classOfTwoTechnologies_isCountedOncePerTechnology() {
    TestTechnology one =
        new TestTechnology(
            "one",
            List.of(
                TypeRule.marked(
                    List.of(TestTechnology.MARKER),
                    List.of(),
                    List.of(
                        TestTechnology.rule("call", GlanceSamples.DESCRIPTOR),
                        TestTechnology.rule("again", GlanceSamples.DESCRIPTOR)))));
    GlanceTransformer transformer = ready(one, technology("two"));
    assertThat(load(transformer)).isNotNull();
    assertThat(transformer.counts().instrumentedClasses("one")).isEqualTo(1);
    assertThat(transformer.counts().instrumentedClasses("two")).isEqualTo(1);
  }

  @Test
  void candidate_withoutWeaverAndWithoutWait_loadsAsItIsAndIsLate() {
    GlanceTransformer transformer = transformer(0, technology("test"));
    assertThat(load(transformer)).isNull();
    assertThat(transformer.counts().lateClasses()).isEqualTo(1);
    assertThat(transformer.pollLateName()).isEqualTo(GlanceSamples.internalName(Matching.class));
    assertThat(transformer.pollLateName()).isNull();
  }

  @Test
  void candidate_whileTheWeaverWarmsUp_waitsAndIsWoven() throws InterruptedException {
    GlanceTransformer transformer = transformer(LONG_MILLIS, technology("test"));
    AtomicReference<byte @Nullable []> woven = new AtomicReference<>();
    Thread loading = new Thread(() -> woven.set(load(transformer)));
    loading.start();
    awaitTimedWait(loading);
    transformer.warmUp();
    assertThat(woven.get()).isNull();
    transformer.letThrough();
    loading.join();
    assertThat(woven.get()).isNotNull();
    assertThat(transformer.counts().lateClasses()).isZero();
  }

  @Test
  void interrupt_whileACandidateWaits_neitherEndsTheWaitNorGetsLost() throws InterruptedException {
    GlanceTransformer transformer = transformer(LONG_MILLIS, technology("test"));
    AtomicReference<byte @Nullable []> woven = new AtomicReference<>();
    AtomicBoolean isInterrupted = new AtomicBoolean();
    Thread loading =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              woven.set(load(transformer));
              isInterrupted.set(Thread.currentThread().isInterrupted());
            });
    loading.start();
    awaitTimedWait(loading);
    loading.interrupt();
    transformer.warmUp();
    transformer.letThrough();
    loading.join();
    assertThat(woven.get()).isNotNull();
    assertThat(isInterrupted).isTrue();
  }

  @Test
  void ownThread_beforeTheWeaver_doesNotWaitForItself() throws InterruptedException {
    GlanceTransformer transformer = transformer(LONG_MILLIS, technology("test"));
    Thread own = new OwnThread("test", () -> load(transformer));
    own.start();
    own.join();
    assertThat(transformer.counts().lateClasses()).isEqualTo(1);
  }

  @Test
  void close_whileACandidateWaits_letsItThroughAsItIs() throws InterruptedException {
    GlanceTransformer transformer = transformer(LONG_MILLIS, technology("test"));
    AtomicReference<byte @Nullable []> woven = new AtomicReference<>(new byte[0]);
    Thread loading = new Thread(() -> woven.set(load(transformer)));
    loading.start();
    awaitTimedWait(loading);
    transformer.close();
    loading.join();
    assertThat(woven.get()).isNull();
    long examined = transformer.counts().examinedClasses();
    assertThat(load(transformer)).isNull();
    assertThat(transformer.counts().examinedClasses()).isEqualTo(examined);
  }

  @Test
  void weave_failing_isCountedNamedAndReturnsNull() {
    GlanceTransformer transformer =
        ready(
            new TestTechnology(
                "test",
                List.of(
                    TypeRule.marked(
                        List.of(TestTechnology.MARKER),
                        List.of(),
                        // PractiseAdvice wants an argument
                        List.of(
                            new MethodRule("without", "()V", PractiseAdvice.class.getName()))))));
    assertThat(load(transformer)).isNull();
    assertThat(transformer.counts().failedClasses()).isEqualTo(1);
    assertThat(transformer.counts().instrumentedClasses("test")).isZero();
    assertThat(transformer.failures()).hasSize(1);
    assertThat(transformer.failures().iterator().next())
        .startsWith(GlanceSamples.internalName(Matching.class) + ": ");
  }

  @Test
  void classFile_cutAnywhere_throwsNothingAndStaysAsItIs() {
    GlanceTransformer transformer = ready(technology("test"));
    byte[] bytes = GlanceSamples.bytes(GlanceSamples.Unmarked.class);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(load(transformer, Arrays.copyOf(bytes, length))).as("%d", length).isNull();
    }
  }

  @Test
  void classes_namelessOurOwnOrForeign_areNotLookedAt() {
    GlanceTransformer transformer = ready(technology("test"));
    byte[] bytes = GlanceSamples.bytes(Matching.class);
    ClassLoader loader = new ClassLoader() {};
    ClassLoader own = GlanceTransformer.class.getClassLoader();
    assertThat(transformer.transform(null, loader, null, null, null, bytes)).isNull();
    assertThat(transformer.transform(null, own, NAME, null, null, bytes)).isNull();
    assertThat(transformer.transform(null, null, NAME, null, null, bytes)).isNull();
    assertThat(transformer.transform(null, loader, "java/A", null, null, bytes)).isNull();
    assertThat(transformer.transform(null, loader, "net/bytebuddy/A", null, null, bytes)).isNull();
    assertThat(transformer.counts().examinedClasses()).isZero();
  }

  private static void awaitTimedWait(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  /** Has methods of one rule around one of another. */
  static class Matching implements Marker {
    Object again(Object argument) {
      return argument;
    }

    @Override
    public Object call(Object argument) {
      return argument;
    }

    void without() {}
  }
}
