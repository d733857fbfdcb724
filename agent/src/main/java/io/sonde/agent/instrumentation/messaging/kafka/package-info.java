/**
 * Producers and consumers of Kafka's own Java client, and with them what is built on it (Spring
 * Kafka, Kafka Streams, Reactor Kafka).
 *
 * <p><b>Woven</b>:
 *
 * <ul>
 *   <li>{@code KafkaProducer.doSend}, which every {@code send} calls; {@code
 *       ProducerBatch.tryAppend}, which takes the record; {@code onCompletion} of the callback that
 *       the producer makes for each record ({@code InterceptorCallback}, since 3.3 {@code
 *       AppendCallbacks}).
 *   <li>{@code poll(Duration)}, {@code poll(long)} and {@code close} of {@code KafkaConsumer}.
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.messaging}, {@code
 * messaging_system} is {@code kafka}:
 *
 * <ul>
 *   <li>operation {@code send}, once for each record: from {@code send} (after interceptors) to the
 *       moment when the producer tells the record's callback that it was acknowledged or has
 *       failed. Waiting for metadata and for memory, serialising, batching ({@code linger.ms}),
 *       retries are in it, the callback is not.
 *   <li>operation {@code poll}, once for each call: rebalances and the listeners of these, and
 *       interceptors, are in it. The topic is that of the records returned; it is empty if there
 *       are none or they are of several topics.
 *   <li>{@code messaging_process_duration_seconds}: from a {@code poll} that returned records to
 *       the next {@code poll} of that consumer, or its {@code close}. It is the time for all of
 *       these records together, and for whatever else the application does between the two calls,
 *       as the broker's {@code max.poll.interval.ms} sees it. Of a single record it says nothing:
 *       where its processing begins and ends is not to be seen.
 *   <li>{@code messaging_client_consumed_messages_total}: records that {@code poll} returned.
 *   <li>{@code kafka_consumer_fetch_manager_records_lag}, label {@code topic} (named as Micrometer
 *       does): what the consumers know themselves, without asking a broker, added up over the
 *       partitions of a topic and the consumers of the process that are not closed; {@code NaN} if
 *       none has the topic any more. Topics whose names differ in dots and underscores alone may be
 *       shown as one.
 * </ul>
 *
 * <p><b>Error</b>: the class of the exception that {@code send} throws, the future or the callback
 * is given, or {@code poll} throws; {@code WakeupException} too, with which an application ends a
 * {@code poll}.
 *
 * <p><b>Cost</b>: nothing is allocated for a record that is sent, but half a megabyte once, and for
 * what does not end within ten minutes or has more than some 30,000 others under way beside it. A
 * poll that returns records allocates three small objects, and one for each partition.
 *
 * <p><b>Not measured</b>: commits, transactions; share consumers; clients that are not Kafka's own.
 */
package io.sonde.agent.instrumentation.messaging.kafka;
