/**
 * JMS, {@code javax.jms} and {@code jakarta.jms}: the classes of whatever provider, pool or
 * framework implements its interfaces.
 *
 * <p><b>Woven</b>, in classes that declare them:
 *
 * <ul>
 *   <li>{@code MessageProducer.send} in all eight forms, {@code QueueSender.send}, {@code
 *       TopicPublisher.publish}; what a {@code JMSProducer} sends goes through these with providers
 *       that build it on them (Artemis).
 *   <li>{@code CompletionListener.onCompletion} and {@code onException}.
 *   <li>{@code MessageConsumer.receive()}, {@code receive(long)}, {@code receiveNoWait()}; what a
 *       {@code JMSConsumer} receives as above.
 *   <li>{@code MessageListener.onMessage} of classes, and that of Spring's {@code
 *       SessionAwareMessageListener}, which it makes for methods with {@code @JmsListener}.
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.messaging}, {@code
 * messaging_system} is {@code jms}, for JMS does not tell whose broker it is:
 *
 * <ul>
 *   <li>operation {@code send}: until {@code send} returns; with a {@code CompletionListener},
 *       until that is told, by the message object that was sent. Whether the broker has the message
 *       by the time that {@code send} returns is the provider's business (with Artemis: if it is
 *       durable, or it was told to block).
 *   <li>operation {@code receive}: the wait for a message; the destination is the message's, empty
 *       if there was none. {@code messaging_client_consumed_messages_total} counts messages
 *       received so: a call that ran into its time-out received none.
 *   <li>{@code messaging_process_duration_seconds}: {@code onMessage}; its count is the number of
 *       messages given to listeners.
 * </ul>
 *
 * <p>Temporary queues and topics share the name {@code (temporary)}; so do names with a UUID in
 * them.
 *
 * <p><b>Error</b>: the class of the exception that the method throws, or the {@code
 * CompletionListener} is told; of Spring's listeners its own, around the application's.
 *
 * <p>The outermost call of a kind on a thread is measured: a pool's producer over a provider's
 * counts once, and so does a listener that calls another one.
 *
 * <p><b>Cost</b>: nothing is allocated but, for a send with a {@code CompletionListener}, a note of
 * it; at most {@value io.sonde.agent.instrumentation.messaging.jms.JmsProbes#MAX_PENDING} of these
 * at a time, further ones are not measured and counted as dropped.
 *
 * <p><b>Not measured</b>: listeners that are lambdas or method references, whose classes cannot be
 * woven, unless the provider puts a class of its own around them (Artemis does for those of a
 * {@code JMSConsumer}); what is received by {@code JMSConsumer} of providers that do not build it
 * on {@code MessageConsumer}; the time worked for a message that was received and not listened for;
 * commits and browsers.
 */
package io.sonde.agent.instrumentation.messaging.jms;
