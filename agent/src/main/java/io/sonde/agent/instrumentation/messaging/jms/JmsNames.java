package io.sonde.agent.instrumentation.messaging.jms;

import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import io.sonde.agent.instrumentation.messaging.TemporaryNames;
import org.jspecify.annotations.Nullable;

/**
 * Names of queues and topics. Temporary ones are told by their type, or by their name, for a
 * receiver's message may say no more.
 */
final class JmsNames {

  private static final LibraryMethod[] QUEUE = JmsProbes.both("Queue", "getQueueName");
  private static final LibraryMethod[] TOPIC = JmsProbes.both("Topic", "getTopicName");

  private final Destinations destinations;

  JmsNames(Destinations destinations) {
    this.destinations = destinations;
  }

  /** What a queue or a topic is recorded in. */
  Destination of(@Nullable Object destination) {
    if (destination == null) {
      return destinations.none();
    }
    if (JmsTypes.TEMPORARY_QUEUE.isOf(destination) || JmsTypes.TEMPORARY_TOPIC.isOf(destination)) {
      return destinations.of(TemporaryNames.SHARED);
    }
    Object queue = JmsProbes.call(QUEUE, destination);
    Object name = queue != null ? queue : JmsProbes.call(TOPIC, destination);
    return destinations.of(TemporaryNames.shared(name));
  }
}
