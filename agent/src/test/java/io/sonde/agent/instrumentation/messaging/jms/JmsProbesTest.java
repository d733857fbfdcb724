package io.sonde.agent.instrumentation.messaging.jms;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.messaging.TemporaryNames;
import io.sonde.bootstrap.SondeHook;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probes as the methods of a provider call them, with objects that say little. */
final class JmsProbesTest {

  private static final String UUID_NAME = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Object orders = named(Queue.class, "orders");
  private final Object producer = of(MessageProducer.class, orders);
  private final Object message = of(Message.class, orders);
  private final Object listener = of(CompletionListener.class, orders);

  @BeforeEach
  void install() {
    JmsProbes.install(
        new ProbeContext(
            registry, new Duration[] {Duration.ofMillis(1)}, new Duration[0], new double[0]));
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
  }

  /** An object of a JMS type of which every destination is one. */
  private static Object of(Class<?> type, @Nullable Object destination) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) ->
            method.getName().endsWith("Destination") ? destination : "unused");
  }

  private static Object named(Class<?> type, String name) {
    return Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> name);
  }

  private long count(String meter, String destination, String operation, String error) {
    Timer timer =
        registry
            .find(meter)
            .tags(
                "messaging_system",
                "jms",
                "messaging_destination_name",
                destination,
                "messaging_operation_name",
                operation,
                "error_type",
                error)
            .timer();
    return timer == null ? 0 : timer.count();
  }

  private long sent(String destination, String error) {
    return count("messaging.client.operation.duration", destination, "send", error);
  }

  private static void send(Object producer, @Nullable Object to, @Nullable Throwable thrown) {
    long token = SondeHook.enter(ProbeId.JMS_SEND, producer);
    SondeHook.exit(ProbeId.JMS_SEND, token, producer, to, null, thrown);
  }

  private void sendAsync(Object sentMessage, @Nullable Throwable thrown) {
    long token = SondeHook.enter(ProbeId.JMS_SEND_ASYNC, producer, sentMessage);
    SondeHook.exit(ProbeId.JMS_SEND_ASYNC, token, producer, sentMessage, null, thrown);
  }

  @Test
  void send_isRecordedByTheDestinationOfTheCallOrTheProducer() {
    send(producer, null, null);
    send(producer, named(Topic.class, "news"), new JMSException("refused"));
    send(of(MessageProducer.class, null), null, null);
    assertThat(sent("orders", "")).isEqualTo(1);
    assertThat(sent("news", "jakarta.jms.JMSException")).isEqualTo(1);
    assertThat(sent("", "")).isEqualTo(1);
  }

  @Test
  void send_withinAnother_isRecordedOnce() {
    long outer = SondeHook.enter(ProbeId.JMS_SEND, producer);
    send(producer, named(Queue.class, "inner"), null);
    sendAsync(message, null);
    SondeHook.enter(ProbeId.JMS_COMPLETE, listener, message);
    SondeHook.exit(ProbeId.JMS_SEND, outer, producer, null, null, null);
    assertThat(sent("orders", "")).isEqualTo(1);
    assertThat(sent("inner", "")).isZero();
  }

  @Test
  void sendOfAnotherClass_isNotRecorded() {
    send("a class that happens to have such a method", orders, null);
    assertThat(sent("orders", "")).isZero();
  }

  @Test
  void sendWithListener_isRecordedWhenThatIsToldOnce() {
    sendAsync(message, null);
    SondeHook.enter(ProbeId.JMS_COMPLETE, "another class", message);
    assertThat(sent("orders", "")).isZero();
    SondeHook.enter(ProbeId.JMS_COMPLETE, listener, message);
    SondeHook.enter(ProbeId.JMS_COMPLETE, listener, message);
    assertThat(sent("orders", "")).isEqualTo(1);
    sendAsync(message, null);
    SondeHook.enter(ProbeId.JMS_COMPLETE, listener, message, new JMSException("lost"));
    assertThat(sent("orders", "jakarta.jms.JMSException")).isEqualTo(1);
  }

  @Test
  void sendWithListener_thatThrows_isRecordedOnce() {
    sendAsync(message, new IllegalStateException("closed"));
    SondeHook.enter(ProbeId.JMS_COMPLETE, listener, message, new JMSException("closed"));
    assertThat(sent("orders", "java.lang.IllegalStateException")).isEqualTo(1);
    assertThat(sent("orders", "jakarta.jms.JMSException")).isZero();
  }

  @Test
  void temporaryDestinations_shareAName() {
    send(producer, named(TemporaryQueue.class, "ID:host-1:1"), null);
    send(producer, named(Queue.class, UUID_NAME), null);
    send(producer, named(Queue.class, "replies." + UUID_NAME + ".queue"), null);
    send(producer, named(Queue.class, UUID_NAME.replace('-', '_')), null);
    assertThat(sent(TemporaryNames.SHARED, "")).isEqualTo(3);
    assertThat(sent(UUID_NAME.replace('-', '_'), "")).isEqualTo(1);
  }

  @Test
  void receive_inVain_receivedNoMessage() {
    Object consumer = of(MessageConsumer.class, null);
    long token = SondeHook.enter(ProbeId.JMS_RECEIVE, consumer);
    SondeHook.exit(ProbeId.JMS_RECEIVE, token, consumer, null, null, null);
    assertThat(count("messaging.client.operation.duration", "", "receive", "")).isEqualTo(1);
    assertThat(registry.find("messaging.client.consumed.messages").counter()).isNull();
    token = SondeHook.enter(ProbeId.JMS_RECEIVE, consumer);
    SondeHook.exit(ProbeId.JMS_RECEIVE, token, consumer, null, message, null);
    assertThat(count("messaging.client.operation.duration", "orders", "receive", "")).isEqualTo(1);
    assertThat(registry.get("messaging.client.consumed.messages").counter().count()).isEqualTo(1);
  }

  @Test
  void listener_aroundAnother_worksOnce() {
    Object outer = of(MessageListener.class, null);
    long token = SondeHook.enter(ProbeId.JMS_PROCESS, outer);
    long nested = SondeHook.enter(ProbeId.JMS_PROCESS, of(MessageListener.class, null));
    assertThat(nested).isZero();
    SondeHook.exit(
        ProbeId.JMS_PROCESS, token, outer, message, null, new IllegalStateException("refused"));
    assertThat(
            count(
                "messaging.process.duration",
                "orders",
                "process",
                "java.lang.IllegalStateException"))
        .isEqualTo(1);
  }

  @Test
  void sendAndListen_afterWarmUp_allocateNothing() {
    Object outer = of(MessageListener.class, null);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    int calls = 20_000;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < calls; i++) {
        send(producer, orders, null);
        long token = SondeHook.enter(ProbeId.JMS_PROCESS, outer);
        SondeHook.exit(ProbeId.JMS_PROCESS, token, outer, message, null, null);
      }
      bytes = Math.min(bytes, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertThat(bytes).isLessThan(calls);
    assertThat(sent("orders", "")).isEqualTo(5L * calls);
  }
}
