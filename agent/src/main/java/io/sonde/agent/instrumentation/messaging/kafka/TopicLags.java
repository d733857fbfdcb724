package io.sonde.agent.instrumentation.messaging.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the consumers of this process are behind, by topic: the sum of what they say of each
 * partition in {@code records-lag}, a number that came with the last records fetched. Nothing is
 * asked of a broker.
 *
 * <p>Concurrency: {@code shown} is used by the refreshing thread alone; what a gauge reads is
 * volatile.
 */
final class TopicLags {

  private static final LibraryMethod METRICS =
      new LibraryMethod("org.apache.kafka.clients.consumer.KafkaConsumer", "metrics");
  private static final LibraryMethod VALUE =
      new LibraryMethod("org.apache.kafka.common.Metric", "metricValue");
  private static final String METRIC_NAME = "org.apache.kafka.common.MetricName";
  private static final LibraryMethod NAME = new LibraryMethod(METRIC_NAME, "name");
  private static final LibraryMethod TAGS = new LibraryMethod(METRIC_NAME, "tags");

  private final Destinations topics;
  private final MeterRegistry registry;
  private final Map<Destination, Lag> shown = new HashMap<>();

  TopicLags(Destinations topics, MeterRegistry registry) {
    this.topics = topics;
    this.registry = registry;
  }

  /** Reads the lags; called by one thread of ours, about once a second. */
  void refresh(Consumers consumers) {
    Map<Destination, Double> sums = new HashMap<>();
    consumers.forEach(consumer -> add(consumer, sums));
    for (Destination topic : sums.keySet()) {
      shown.computeIfAbsent(topic, this::show);
    }
    shown.forEach((topic, lag) -> lag.records = sums.getOrDefault(topic, Double.NaN));
  }

  private void add(Object consumer, Map<Destination, Double> sums) {
    if (!(METRICS.call(consumer) instanceof Map<?, ?> metrics)) {
      return;
    }
    Map<String, Double> byTag = new HashMap<>();
    for (Map.Entry<?, ?> metric : metrics.entrySet()) {
      if ("records-lag".equals(NAME.call(metric.getKey()))
          && TAGS.call(metric.getKey()) instanceof Map<?, ?> tags
          && tags.get("topic") instanceof String topic
          && VALUE.call(metric.getValue()) instanceof Double lag
          && !lag.isNaN()) {
        byTag.merge(topic, lag, Double::sum);
      }
    }
    byTag.forEach(
        (tag, lag) -> {
          Destination topic = topic(tag);
          // newer versions tell of a topic with dots twice, by its name and by the old tag
          if (topic != null && (topic.name().equals(tag) || !byTag.containsKey(topic.name()))) {
            sums.merge(topic, lag, Double::sum);
          }
        });
  }

  /** The topic that a tag stands for, in which dots may have become underscores. */
  private @Nullable Destination topic(String tag) {
    Destination dotted = null;
    for (Destination known : topics.known()) {
      if (known.name().equals(tag)) {
        return known;
      }
      if (known.name().replace('.', '_').equals(tag)) {
        dotted = known;
      }
    }
    return dotted;
  }

  private Lag show(Destination topic) {
    Lag lag = new Lag();
    Gauge.builder("kafka.consumer.fetch.manager.records.lag", lag, shownLag -> shownLag.records)
        .description(
            "Records of a topic that consumers of this process had not been given yet when they"
                + " last fetched.")
        .tag("topic", topic.name())
        .strongReference(true)
        .register(registry);
    return lag;
  }

  /** What a gauge shows. */
  private static final class Lag {

    private volatile double records;
  }
}
