package io.sonde.agent.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sonde.agent.instrumentation.Instrumentations;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.bootstrap.SondeHook;
import io.sonde.bootstrap.SondeProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Costs are those of a probe that turns a clock on; nothing waits. */
class ProbeCostsTest {

  /** Technologies that measure no calls of their own. */
  private static final Set<String> ONLY_NAME_ROUTES =
      Set.of("jersey", "resteasy", "cxf", "spark", "javalin");

  private static final int CALLS = 40;
  private static final int ENDS = 41;
  private static final int OTHER = 42;
  private static final long WINDOW_NANOS = 5_000_000;

  private final List<String> said = new ArrayList<>();
  private final List<String> forgotten = new ArrayList<>();
  private final List<Runnable> gaps = new ArrayList<>();
  private long nowNanos = 1;
  private long costNanos;
  private int measured;
  private int ended;

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
  }

  /** A technology that has something to forget. */
  private Technology technology(String name, int... beginnings) {
    gaps.add(() -> forgotten.add(name));
    return new Technology() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<TypeRule> types() {
        return List.of();
      }

      @Override
      public void install(ProbeContext context) {}

      @Override
      public int[] beginnings() {
        return beginnings;
      }
    };
  }

  /** Two processors, a cap of 2 %. */
  private ProbeCosts costs() {
    ProbeCosts costs = new ProbeCosts(0.02, 2, () -> nowNanos, said::add);
    SondeHook.install(CALLS, new SlowProbe());
    SondeHook.install(
        ENDS,
        new SondeProbe() {
          @Override
          public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object last) {
            ended++;
            return 0;
          }
        });
    costs.claim(technology("jdbc", CALLS), gaps);
    SondeHook.install(OTHER, new SlowProbe());
    costs.claim(technology("pool", OTHER), gaps);
    return costs;
  }

  /** The window of a second, with so many calls in it. */
  private void second(ProbeCosts costs, int calls) {
    costs.open();
    long before = nowNanos;
    for (int i = 0; i < calls; i++) {
      call(CALLS);
    }
    nowNanos = before + WINDOW_NANOS;
    costs.close();
  }

  private static void call(int number) {
    long token = SondeHook.enter(number, "self");
    SondeHook.exit(number, token, "self", null);
  }

  @Test
  void ratio_isTheShareOfTheProcessorsTime() {
    ProbeCosts costs = costs();
    costNanos = 500;
    for (int i = 0; i < 100; i++) {
      second(costs, 50);
    }
    // 50 calls of 2 times 500 ns in 5 ms of two processors
    assertThat(costs.ratio("jdbc")).isCloseTo(0.005, within(1e-6));
    assertThat(costs.ratio("pool")).isZero();
    assertThat(costs.isOff("jdbc")).isFalse();
    assertThat(measured).isEqualTo(5_000);
    assertThat(said).isEmpty();
  }

  @Test
  void probe_outsideTheWindow_standsInTheHookItself() {
    ProbeCosts costs = costs();
    SondeProbe before = SondeHook.installed(CALLS);
    costs.open();
    assertThat(SondeHook.installed(CALLS)).isNotSameAs(before);
    costs.close();
    assertThat(SondeHook.installed(CALLS)).isSameAs(before);
  }

  @Test
  void costlyTechnology_isSwitchedOffAndComesBackWhenTheLoadFalls() {
    ProbeCosts costs = costs();
    costNanos = 2_000;
    for (int i = 0; i < ProbeCosts.PATIENCE_TICKS; i++) {
      second(costs, 200);
    }
    assertThat(costs.isOff("jdbc")).as("patience").isFalse();
    second(costs, 200);
    assertThat(costs.isOff("jdbc")).isTrue();
    assertThat(costs.isOff("pool")).isFalse();
    assertThat(said)
        .containsExactly(
            "jdbc was switched off, because measuring it took more than 2.0 % of the processors'"
                + " time; it comes back when the load falls");

    int before = measured;
    call(CALLS);
    SondeHook.enter(ENDS, "self");
    assertThat(measured).as("outside the window").isEqualTo(before);
    assertThat(ended).as("what ends a measurement goes on").isEqualTo(1);
    call(OTHER);
    assertThat(measured).as("the others").isEqualTo(before + 1);
    for (int i = 0; i < 100; i++) {
      second(costs, 200);
    }
    assertThat(measured).as("in the window").isEqualTo(before + 1);
    // 200 calls of 2 times 2 µs in 5 ms of two processors, had they been measured
    assertThat(costs.ratio("jdbc")).isCloseTo(0.08, within(1e-3));
    assertThat(costs.isOff("jdbc")).isTrue();
    assertThat(forgotten).isEmpty();

    for (int i = 0; i < 60; i++) {
      second(costs, 1);
    }
    assertThat(costs.isOff("jdbc")).isFalse();
    assertThat(forgotten).containsExactly("jdbc");
    before = measured;
    call(CALLS);
    assertThat(measured).isEqualTo(before + 1);
    for (int i = 0; i < 60; i++) {
      second(costs, 200);
    }
    assertThat(costs.isOff("jdbc")).isTrue();
    assertThat(said).hasSize(1);
  }

  @Test
  void callUnderWay_whenItsTechnologyIsSwitchedOff_isMeasuredToItsEnd() {
    ProbeCosts costs = costs();
    costNanos = 2_000;
    long token = SondeHook.enter(CALLS, "self");
    for (int i = 0; i <= ProbeCosts.PATIENCE_TICKS; i++) {
      second(costs, 200);
    }
    assertThat(costs.isOff("jdbc")).isTrue();
    int before = measured;
    SondeHook.exit(CALLS, token, "self", null);
    assertThat(measured).isEqualTo(before + 1);
  }

  @Test
  void technologyWithoutBeginnings_isNotSwitchedOff() {
    ProbeCosts costs = new ProbeCosts(0.02, 2, () -> nowNanos, said::add);
    SondeHook.install(CALLS, new SlowProbe());
    costs.claim(technology("other"), gaps);
    costNanos = 2_000;
    for (int i = 0; i < 100; i++) {
      second(costs, 200);
    }
    assertThat(costs.ratio("other")).isCloseTo(0.08, within(1e-3));
    assertThat(costs.isOff("other")).isFalse();
    assertThat(measured).isEqualTo(20_000);
  }

  @Test
  void everyTechnology_canBeSwitchedOff_unlessItOnlyNotesNames() {
    assertThat(Instrumentations.all())
        .allSatisfy(
            known ->
                assertThat(known.beginnings().length == 0)
                    .as(known.name())
                    .isEqualTo(ONLY_NAME_ROUTES.contains(known.name())));
  }

  @Test
  void hook_uninstalledInTheWindow_staysEmpty() {
    ProbeCosts costs = costs();
    costs.open();
    SondeHook.uninstall();
    costs.close();
    costs.open();
    costs.close();
    assertThat(SondeHook.installed(CALLS)).isNull();
    call(CALLS);
    assertThat(measured).isZero();
  }

  @Test
  void oneCallThatWasInterruptedByTheScheduler_countsLittle() {
    ProbeCosts costs = costs();
    costNanos = WINDOW_NANOS / 4;
    second(costs, 1);
    // two halves of a call of at most 20 µs, a tenth of the way to the mean
    assertThat(costs.ratio("jdbc")).isCloseTo(0.1 * 40_000 / WINDOW_NANOS / 2, within(1e-6));
  }

  /** Takes time and counts the calls that it is told of. */
  private final class SlowProbe extends SondeProbe {

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      nowNanos += costNanos;
      return 1;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      nowNanos += costNanos;
      measured++;
    }
  }
}
