package io.sonde.agent.start;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.weaving.WeavingCounts;
import io.sonde.bootstrap.SondeHook;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What Sonde tells about itself. */
final class SelfMeters {

  private SelfMeters() {}

  static void bind(
      MeterRegistry registry,
      ProbeContext context,
      List<Technology> technologies,
      WeavingCounts counts,
      Maintenance maintenance,
      StartTimes times,
      ProbeCosts costs) {
    Gauge.builder("sonde.build.info", () -> 1)
        .description("Version of Sonde and of the JDK it runs in")
        .tag("version", Version.current())
        .tag("jdk", Runtime.version().toString())
        .register(registry);
    for (Technology technology : technologies) {
      String name = technology.name();
      Gauge.builder("sonde.instrumented.classes", counts, c -> c.instrumentedClasses(name))
          .description("Classes that were rewritten")
          .tag("technology", name)
          .strongReference(true)
          .register(registry);
    }
    for (String name : costs.names()) {
      Gauge.builder("sonde.overhead", costs, c -> c.ratio(name))
          .description(
              "Share of the processors' time that a technology's probes take, or would take if it were"
                  + " not switched off; from a sample of each second")
          .baseUnit("ratio")
          .tag("technology", name)
          .strongReference(true)
          .register(registry);
      Gauge.builder("sonde.switched.off", costs, c -> c.isOff(name) ? 1 : 0)
          .description(
              "1 while a technology is not measured, because that would take more than its cap: its"
                  + " other numbers stand still")
          .tag("technology", name)
          .strongReference(true)
          .register(registry);
    }
    times
        .phases()
        .forEach(
            (phase, nanos) ->
                Gauge.builder("sonde.startup", () -> nanos / 1e9)
                    .description("Time from the entry point to the end of a phase of the start")
                    .baseUnit("seconds")
                    .tag("phase", phase)
                    .register(registry));
    FunctionCounter.builder("sonde.transform", counts, c -> c.transformNanos() / 1e9)
        .description("Time that class loading spent in Sonde")
        .baseUnit("seconds")
        .register(registry);
    FunctionCounter.builder("sonde.examined.classes", counts, WeavingCounts::examinedClasses)
        .description("Classes whose bytes were looked at")
        .register(registry);
    FunctionCounter.builder("sonde.rejected.classes", counts, WeavingCounts::rejectedClasses)
        .description("Classes whose bytes were looked at and that are left alone")
        .register(registry);
    FunctionCounter.builder("sonde.reject", counts, c -> c.rejectNanos() / 1e9)
        .description("Time it took to see that classes are to be left alone")
        .baseUnit("seconds")
        .register(registry);
    suppressed(registry, "weaving", counts, WeavingCounts::failedClasses);
    suppressed(registry, "maintenance", maintenance, Maintenance::failures);
    suppressed(registry, "advice", counts, ignored -> SondeHook.suppressedErrors(SondeHook.ADVICE));
    suppressed(registry, "probe", counts, ignored -> probeErrors());
    for (WeakIdentityTable<?> table : context.sideTables()) {
      FunctionCounter.builder("sonde.overflow", table, WeakIdentityTable::droppedEntries)
          .description("What a bound dropped")
          .tag("metric", table.name())
          .register(registry);
    }
    FunctionCounter.builder("sonde.overflow", context.requests(), RequestLedger::dropped)
        .description("What a bound dropped")
        .tag("metric", "requests")
        .register(registry);
  }

  private static <T> void suppressed(
      MeterRegistry registry, String where, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder("sonde.suppressed.errors", source, count)
        .description("Errors of Sonde that were swallowed")
        .tag("where", where)
        .register(registry);
  }

  /** Errors of inlined code and of probes since the JVM started. */
  static long swallowedErrors() {
    return SondeHook.suppressedErrors(SondeHook.ADVICE) + probeErrors();
  }

  private static long probeErrors() {
    long errors = 0;
    for (int probe = SondeHook.ADVICE + 1; probe < SondeHook.MAX_PROBES; probe++) {
      errors += SondeHook.suppressedErrors(probe);
    }
    return errors;
  }
}
