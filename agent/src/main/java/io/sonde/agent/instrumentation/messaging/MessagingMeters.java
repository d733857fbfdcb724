package io.sonde.agent.instrumentation.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.Overflow;
import java.time.Duration;

/** The meters of one messaging system. */
final class MessagingMeters {

  private final MeterRegistry registry;
  private final Duration[] bounds;
  private final String system;
  private final Overflow refusedNames;

  MessagingMeters(MeterRegistry registry, Duration[] bounds, String system) {
    this.registry = registry;
    this.bounds = bounds;
    this.system = system;
    this.refusedNames = new Overflow(registry, system + "_labels");
  }

  /** Counts an operation on a destination that has no name of its own. */
  void refuseName() {
    refusedNames.increment();
  }

  /** The timer of an operation; {@code errorType} is empty on success. */
  Timer timer(String destination, Operation operation, String errorType) {
    Timer.Builder builder =
        operation.isProcessing()
            ? Timer.builder("messaging.process.duration")
                .description("How long the application worked for messages that it was given.")
            : Timer.builder("messaging.client.operation.duration")
                .description("Duration of sending a message, or of asking for messages.");
    return builder
        .tags(
            "messaging_system",
            system,
            "messaging_destination_name",
            destination,
            "messaging_operation_name",
            operation.label(),
            "error_type",
            errorType)
        .serviceLevelObjectives(bounds)
        .register(registry);
  }

  /** The counter of messages that the application was given. */
  Counter consumed(String destination, Operation operation) {
    return Counter.builder("messaging.client.consumed.messages")
        .description("Messages that the application was given.")
        .tags(
            "messaging_system",
            system,
            "messaging_destination_name",
            destination,
            "messaging_operation_name",
            operation.label())
        .register(registry);
  }
}
