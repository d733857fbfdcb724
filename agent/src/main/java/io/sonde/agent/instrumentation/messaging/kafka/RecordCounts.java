package io.sonde.agent.instrumentation.messaging.kafka;

import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import io.sonde.agent.instrumentation.messaging.Operation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Counts what {@code poll} returns: the records of each partition, by topic, without a look at
 * them.
 */
final class RecordCounts {

  private static final String RECORDS = "org.apache.kafka.clients.consumer.ConsumerRecords";
  private static final String PARTITION = "org.apache.kafka.common.TopicPartition";

  private static final LibraryMethod PARTITIONS = new LibraryMethod(RECORDS, "partitions");
  private static final LibraryMethod TOPIC = new LibraryMethod(PARTITION, "topic");

  /** {@code records(TopicPartition)}; kept with the class, a handle keeps nothing of ours alive. */
  private static final ClassValue<@Nullable MethodHandle> OF_PARTITION =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> receiver) {
          return find(receiver);
        }
      };

  private final Destinations topics;

  RecordCounts(Destinations topics) {
    this.topics = topics;
  }

  /**
   * Counts records.
   *
   * @return their topic; {@link Destinations#none} if they are of several, null if there are none
   */
  @Nullable Destination add(Object records) {
    MethodHandle ofPartition = OF_PARTITION.get(records.getClass());
    if (ofPartition == null || !(PARTITIONS.call(records) instanceof Collection<?> partitions)) {
      return null;
    }
    Destination only = null;
    for (Object partition : partitions) {
      int count = count(ofPartition, records, partition);
      if (count > 0) {
        Destination topic = topics.of(TOPIC.call(partition));
        topic.addConsumed(Operation.POLL, count);
        only = only == null || only == topic ? topic : topics.none();
      }
    }
    return only;
  }

  private static int count(MethodHandle ofPartition, Object records, Object partition) {
    try {
      Object list = (Object) ofPartition.invokeExact(records, partition);
      return list instanceof Collection<?> collection ? collection.size() : 0;
    } catch (Throwable notKnown) {
      return 0;
    }
  }

  private static @Nullable MethodHandle find(Class<?> receiver) {
    for (Class<?> c = receiver; c != null; c = c.getSuperclass()) {
      if (c.getName().equals(RECORDS)) {
        try {
          Class<?> partition = Class.forName(PARTITION, false, c.getClassLoader());
          return MethodHandles.publicLookup()
              .unreflect(c.getMethod("records", partition))
              .asType(MethodType.methodType(Object.class, Object.class, Object.class));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError otherVersion) {
          return null;
        }
      }
    }
    return null;
  }
}
