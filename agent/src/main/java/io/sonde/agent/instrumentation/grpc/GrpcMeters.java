package io.sonde.agent.instrumentation.grpc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.Overflow;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The meters of one side of calls. */
final class GrpcMeters {

  private static final String SYSTEM = "grpc";

  private final MeterRegistry registry;
  private final Duration[] bounds;
  private final Side side;
  private final Overflow refusedNames;

  GrpcMeters(MeterRegistry registry, Duration[] bounds, Side side) {
    this.registry = registry;
    this.bounds = bounds;
    this.side = side;
    this.refusedNames = new Overflow(registry, side.prefix().replace('.', '_') + "_labels");
  }

  /** Counts a call of a method that is not told apart. */
  void refuseName() {
    refusedNames.increment();
  }

  /** Registers the gauge of a method; the count is held weakly. */
  void showActive(String method, LongAdder active) {
    Gauge.builder(side.prefix() + ".active_calls", active, LongAdder::sum)
        .description(side.activeHelp())
        .tags("rpc_system_name", SYSTEM, "rpc_method", method)
        .register(registry);
  }

  /** The timer of calls that ended with a status. */
  Timer timer(String method, int code) {
    String status = GrpcStatus.name(code);
    return Timer.builder(side.prefix() + ".call.duration")
        .description(side.durationHelp())
        .tags(
            "rpc_system_name",
            SYSTEM,
            "rpc_method",
            method,
            "rpc_response_status_code",
            status,
            "error_type",
            code == GrpcStatus.OK ? "" : status)
        .serviceLevelObjectives(bounds)
        .register(registry);
  }
}
