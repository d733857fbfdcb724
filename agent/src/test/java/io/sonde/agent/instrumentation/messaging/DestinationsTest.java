package io.sonde.agent.instrumentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DestinationsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Destinations destinations =
      new Destinations(
          new ProbeContext(
              registry, new Duration[] {Duration.ofMillis(1)}, new Duration[0], new double[0]),
          "test");

  private long count(String destination, String error) {
    return registry
        .get("messaging.client.operation.duration")
        .tags(
            "messaging_system",
            "test",
            "messaging_destination_name",
            destination,
            "messaging_operation_name",
            "send",
            "error_type",
            error)
        .timer()
        .count();
  }

  @Test
  void of_sameName_isTheSameByNameAndNumber() {
    Destination orders = destinations.of("orders");
    assertThat(destinations.of("orders")).isSameAs(orders);
    assertThat(destinations.numbered(orders.number())).isSameAs(orders);
    assertThat(destinations.of("audit")).isNotSameAs(orders);
  }

  @Test
  void of_noName_isNone() {
    assertThat(destinations.of(null)).isSameAs(destinations.none());
    assertThat(destinations.of("")).isSameAs(destinations.none());
    assertThat(destinations.numbered(0)).isSameAs(destinations.none());
    assertThat(destinations.numbered(-1)).isSameAs(destinations.none());
    assertThat(destinations.numbered(Destinations.MAX_NAMES + 5)).isSameAs(destinations.none());
  }

  @Test
  void of_moreNamesThanToldApart_shareOther() {
    for (int i = 0; i < Destinations.MAX_NAMES + 3; i++) {
      destinations.of("topic " + i).record(Operation.SEND, 1, null);
    }
    assertThat(count("topic " + (Destinations.MAX_NAMES - 1), "")).isEqualTo(1);
    assertThat(count(Destinations.OTHER, "")).isEqualTo(3);
    assertThat(destinations.known()).hasSize(Destinations.MAX_NAMES);
    assertThat(registry.get("sonde.overflow").tag("metric", "test_labels").counter().count())
        .isEqualTo(3);
    Destination other = destinations.of("one more");
    assertThat(destinations.numbered(other.number())).isSameAs(other);
  }

  @Test
  void record_failures_areToldApartByClass() {
    Destination orders = destinations.of("orders");
    orders.record(Operation.SEND, 1, null);
    orders.record(Operation.SEND, 1, new IllegalStateException("one"));
    orders.record(Operation.SEND, 1, new IllegalStateException("another"));
    assertThat(count("orders", "")).isEqualTo(1);
    assertThat(count("orders", "java.lang.IllegalStateException")).isEqualTo(2);
  }
}
