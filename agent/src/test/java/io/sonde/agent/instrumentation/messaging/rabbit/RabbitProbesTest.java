package io.sonde.agent.instrumentation.messaging.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.messaging.TemporaryNames;
import io.sonde.bootstrap.SondeHook;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probes as the client's methods call them, with its envelopes and without a broker. */
final class RabbitProbesTest {

  private static final String OPERATIONS = "messaging.client.operation.duration";
  private static final String PROCESS = "messaging.process.duration";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void install() {
    RabbitProbes.install(
        new ProbeContext(
            registry, new Duration[] {Duration.ofMillis(1)}, new Duration[0], new double[0]));
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
  }

  private long count(String meter, String destination, String operation, String error) {
    Timer timer =
        registry
            .find(meter)
            .tags(
                "messaging_system",
                "rabbitmq",
                "messaging_destination_name",
                destination,
                "messaging_operation_name",
                operation,
                "error_type",
                error)
            .timer();
    return timer == null ? 0 : timer.count();
  }

  private static void publish(
      @Nullable String exchange, @Nullable String routingKey, @Nullable Throwable thrown) {
    long token = SondeHook.enter(ProbeId.RABBIT_PUBLISH, "channel");
    SondeHook.exit(ProbeId.RABBIT_PUBLISH, token, "channel", exchange, routingKey, null, thrown);
  }

  private static void deliver(Object consumer, String exchange, String routingKey) {
    long token = SondeHook.enter(ProbeId.RABBIT_DELIVER, consumer);
    Envelope envelope = new Envelope(1, false, exchange, routingKey);
    SondeHook.exit(ProbeId.RABBIT_DELIVER, token, consumer, envelope, null, null);
  }

  @Test
  void publish_isRecordedByItsExchange_orByTheQueueOfTheDefaultOne() {
    publish("news", "reader 1", null);
    publish("news", "reader 2", null);
    publish("", "orders", new IllegalStateException("closed"));
    publish("", "amq.gen-JzTY20BRgKO-HjmUJj0wLg", null);
    publish("", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", null);
    publish(null, null, null);
    assertThat(count(OPERATIONS, "news", "send", "")).isEqualTo(2);
    assertThat(count(OPERATIONS, "orders", "send", "java.lang.IllegalStateException")).isEqualTo(1);
    assertThat(count(OPERATIONS, TemporaryNames.SHARED, "send", "")).isEqualTo(2);
    assertThat(count(OPERATIONS, "", "send", "")).isEqualTo(1);
  }

  @Test
  void get_withoutAMessage_gotNone() {
    long token = SondeHook.enter(ProbeId.RABBIT_GET, "channel");
    SondeHook.exit(ProbeId.RABBIT_GET, token, "channel", "orders", null, null);
    assertThat(registry.find("messaging.client.consumed.messages").counter()).isNull();
    token = SondeHook.enter(ProbeId.RABBIT_GET, "channel");
    SondeHook.exit(ProbeId.RABBIT_GET, token, "channel", "orders", "response", null);
    assertThat(count(OPERATIONS, "orders", "receive", "")).isEqualTo(2);
    assertThat(registry.get("messaging.client.consumed.messages").counter().count()).isEqualTo(1);
  }

  @Test
  void delivery_isRecordedByTheConsumersQueue_orByTheMessageIfThatIsNotOne() {
    Object consumer = new Silent();
    deliver(consumer, "news", "reader 1");
    assertThat(count(PROCESS, "news", "process", "")).isEqualTo(1);
    SondeHook.enter(ProbeId.RABBIT_CONSUME, consumer, "readers");
    SondeHook.enter(ProbeId.RABBIT_CONSUME, consumer, "readers");
    deliver(consumer, "news", "reader 1");
    assertThat(count(PROCESS, "readers", "process", "")).isEqualTo(1);
    SondeHook.enter(ProbeId.RABBIT_CONSUME, consumer, "orders");
    deliver(consumer, "", "orders");
    assertThat(count(PROCESS, "orders", "process", "")).isEqualTo(1);
    deliver("another class", "", "orders");
    assertThat(count(PROCESS, "orders", "process", "")).isEqualTo(1);
  }

  @Test
  void publishGetAndDeliver_afterWarmUp_allocateNothing() {
    Object consumer = new Silent();
    SondeHook.enter(ProbeId.RABBIT_CONSUME, consumer, "orders");
    Envelope envelope = new Envelope(1, false, "", "orders");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    int calls = 20_000;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < calls; i++) {
        publish("", "orders", null);
        long token = SondeHook.enter(ProbeId.RABBIT_GET, "channel");
        SondeHook.exit(ProbeId.RABBIT_GET, token, "channel", "orders", "response", null);
        token = SondeHook.enter(ProbeId.RABBIT_DELIVER, consumer);
        SondeHook.exit(ProbeId.RABBIT_DELIVER, token, consumer, envelope, null, null);
      }
      bytes = Math.min(bytes, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertThat(bytes).isLessThan(calls);
    assertThat(count(PROCESS, "orders", "process", "")).isEqualTo(5L * calls);
  }

  /** Does nothing with what it is told. */
  private static final class Silent implements Consumer {
    @Override
    public void handleConsumeOk(String tag) {}

    @Override
    public void handleCancelOk(String tag) {}

    @Override
    public void handleCancel(String tag) {}

    @Override
    public void handleShutdownSignal(String tag, ShutdownSignalException signal) {}

    @Override
    public void handleRecoverOk(String tag) {}

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {}
  }
}
