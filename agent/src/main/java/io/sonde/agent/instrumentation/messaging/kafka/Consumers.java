package io.sonde.agent.instrumentation.messaging.kafka;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import io.sonde.agent.instrumentation.messaging.Operation;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The consumers that were asked for records, and what each has given last.
 *
 * <p>Concurrency: {@code open} is a concurrent queue. The fields of a {@link Work} are read and
 * written by the thread that uses the consumer, of which the library allows one at a time and
 * throws at others: volatile, so that the next one sees them.
 */
final class Consumers {

  /** Consumers that are known at the same time; of further ones, only calls are measured. */
  static final int MAX_CONSUMERS = 4_096;

  private final Destinations topics;
  private final RecordCounts counts;
  private final WeakIdentityTable<Work> known;
  private final Queue<WeakReference<Object>> open = new ConcurrentLinkedQueue<>();

  Consumers(Destinations topics, WeakIdentityTable<Work> known) {
    this.topics = topics;
    this.counts = new RecordCounts(topics);
    this.known = known;
  }

  /** The application asks for records: it is done with those that it was given before. */
  void asks(Object consumer, long nowNanos) {
    Work work = known.get(consumer);
    if (work != null) {
      work.ends(nowNanos);
    } else if (known.size() < MAX_CONSUMERS && known.add(consumer, new Work())) {
      open.add(new WeakReference<>(consumer));
    }
  }

  /**
   * The application is given records, or none.
   *
   * @return the topic that they are of, if it is one
   */
  Destination isGiven(Object consumer, @Nullable Object records, long nowNanos) {
    Destination topic = records == null ? null : counts.add(records);
    if (topic == null) {
      return topics.none();
    }
    Work work = known.get(consumer);
    if (work != null) {
      work.begins(topic, nowNanos);
    }
    return topic;
  }

  /** The application is done with a consumer. */
  void closes(Object consumer, long nowNanos) {
    Work work = known.remove(consumer);
    if (work != null) {
      work.ends(nowNanos);
      open.removeIf(reference -> reference.refersTo(consumer) || reference.refersTo(null));
    }
  }

  /** Shows every consumer that is neither closed nor garbage. */
  void forEach(Consumer<Object> action) {
    open.removeIf(reference -> reference.refersTo(null));
    for (WeakReference<Object> reference : open) {
      Object consumer = reference.get();
      if (consumer != null) {
        action.accept(consumer);
      }
    }
  }

  /** What the application does with the records that one consumer gave last. */
  static final class Work {

    private volatile @Nullable Destination topic;
    private volatile long startNanos;

    private void begins(Destination topic, long nowNanos) {
      this.startNanos = nowNanos;
      this.topic = topic;
    }

    private void ends(long nowNanos) {
      Destination worked = topic;
      if (worked != null) {
        topic = null;
        worked.record(Operation.PROCESS, nowNanos - startNanos, null);
      }
    }
  }
}
