package io.sonde.agent.instrumentation.messaging.rabbit;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.messaging.ClientType;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import io.sonde.agent.instrumentation.messaging.Operation;
import io.sonde.agent.instrumentation.messaging.Outermost;
import io.sonde.agent.instrumentation.messaging.TemporaryNames;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** The probes of RabbitMQ's client. */
final class RabbitProbes {

  /** Consumers whose queue is known; deliveries to further ones are told by their exchange. */
  static final int MAX_CONSUMERS = 4_096;

  private static final ClientType CONSUMER = new ClientType("com.rabbitmq.client.Consumer");
  private static final String ENVELOPE = "com.rabbitmq.client.Envelope";
  private static final LibraryMethod EXCHANGE = new LibraryMethod(ENVELOPE, "getExchange");
  private static final LibraryMethod ROUTING_KEY = new LibraryMethod(ENVELOPE, "getRoutingKey");

  private final Destinations destinations;
  private final WeakIdentityTable<Destination> queues;

  RabbitProbes(Destinations destinations, WeakIdentityTable<Destination> queues) {
    this.destinations = destinations;
    this.queues = queues;
  }

  static void install(ProbeContext context) {
    RabbitProbes probes =
        new RabbitProbes(
            new Destinations(context, "rabbitmq"),
            context.sideTable("rabbit_consumers", MAX_CONSUMERS));
    context.install(ProbeId.RABBIT_PUBLISH, probes.new Publish());
    context.install(ProbeId.RABBIT_GET, probes.new Get());
    context.install(ProbeId.RABBIT_CONSUME, probes.new Consume());
    context.install(ProbeId.RABBIT_DELIVER, probes.new Deliver());
  }

  /** The exchange; for the default one, which routes to the queue of that name, the queue. */
  private Destination destination(@Nullable Object exchange, @Nullable Object routingKey) {
    boolean isDefault = !(exchange instanceof String name) || name.isEmpty();
    return named(isDefault ? routingKey : exchange);
  }

  private Destination named(@Nullable Object name) {
    return destinations.of(TemporaryNames.shared(name));
  }

  private static long begin(int kind) {
    return Outermost.mayBegin(kind) ? Outermost.begin(kind) : 0L;
  }

  /** {@code basicPublish}. */
  final class Publish extends SondeProbe {

    @Override
    public long enter(@Nullable Object channel, @Nullable Object first, @Nullable Object second) {
      return begin(CallState.MESSAGE_SENDING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object channel,
        @Nullable Object exchange,
        @Nullable Object routingKey,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long elapsedNanos = Outermost.end(CallState.MESSAGE_SENDING, startNanos);
      destination(exchange, routingKey).record(Operation.SEND, elapsedNanos, thrown);
    }
  }

  /** {@code basicGet}. */
  final class Get extends SondeProbe {

    @Override
    public long enter(@Nullable Object channel, @Nullable Object first, @Nullable Object second) {
      return begin(CallState.MESSAGE_RECEIVING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object channel,
        @Nullable Object queue,
        @Nullable Object second,
        @Nullable Object response,
        @Nullable Throwable thrown) {
      long elapsedNanos = Outermost.end(CallState.MESSAGE_RECEIVING, startNanos);
      Destination destination = named(queue);
      destination.record(Operation.RECEIVE, elapsedNanos, thrown);
      if (response != null) {
        destination.addConsumed(Operation.RECEIVE, 1);
      }
    }
  }

  /** {@code basicConsume}; told of the consumer and the queue. */
  final class Consume extends SondeProbe {

    @Override
    public long enter(@Nullable Object consumer, @Nullable Object queue, @Nullable Object second) {
      if (consumer != null) {
        Destination destination = named(queue);
        Destination known = queues.get(consumer);
        if (known == null) {
          queues.add(consumer, destination);
        } else if (known != destination) {
          queues.set(consumer, destinations.none());
        }
      }
      return 0L;
    }
  }

  /** {@code handleDelivery}. */
  final class Deliver extends SondeProbe {

    @Override
    public long enter(@Nullable Object consumer, @Nullable Object first, @Nullable Object second) {
      return Outermost.mayBegin(CallState.MESSAGE_PROCESSING) && CONSUMER.isOf(consumer)
          ? Outermost.begin(CallState.MESSAGE_PROCESSING)
          : 0L;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object consumer,
        @Nullable Object envelope,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long elapsedNanos = Outermost.end(CallState.MESSAGE_PROCESSING, startNanos);
      Destination queue = consumer == null ? null : queues.get(consumer);
      Destination destination =
          queue != null && queue != destinations.none()
              ? queue
              : destination(EXCHANGE.call(envelope), ROUTING_KEY.call(envelope));
      destination.record(Operation.PROCESS, elapsedNanos, thrown);
    }
  }
}
