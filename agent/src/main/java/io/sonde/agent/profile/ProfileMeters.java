package io.sonde.agent.profile;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.profiler.Event;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.PushStatus;
import java.util.function.ToLongFunction;

/** What the profiler tells about itself. */
public final class ProfileMeters {

  private ProfileMeters() {}

  /** Registers the counters; those of the push only if there is one. */
  public static void bind(MeterRegistry registry, Profiler profiler) {
    for (Event event : Event.values()) {
      FunctionCounter.builder("sonde.profiler.samples", profiler, p -> p.samples(event))
          .description("Samples that profiles have taken")
          .tag("event", event.label())
          .register(registry);
    }
    if (profiler.pushStatus() != null) {
      push(registry, profiler, "sent", PushStatus::sent);
      push(registry, profiler, "failed", PushStatus::failed);
      push(registry, profiler, "rejected", PushStatus::rejected);
      push(registry, profiler, "dropped", PushStatus::dropped);
    }
  }

  private static void push(
      MeterRegistry registry, Profiler profiler, String outcome, ToLongFunction<PushStatus> count) {
    FunctionCounter.builder(
            "sonde.profiler.push",
            profiler,
            p -> {
              PushStatus status = p.pushStatus();
              return status == null ? 0 : count.applyAsLong(status);
            })
        .description("Slices of the continuous profile, by what became of them at the server")
        .tag("outcome", outcome)
        .register(registry);
  }
}
