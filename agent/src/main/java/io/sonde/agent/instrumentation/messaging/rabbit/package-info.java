/**
 * RabbitMQ's own Java client, and with it what is built on it (Spring AMQP).
 *
 * <p><b>Woven</b>:
 *
 * <ul>
 *   <li>of {@code ChannelN}: {@code basicPublish} and {@code basicConsume} in the forms that the
 *       others call, {@code basicGet}.
 *   <li>{@code handleDelivery} of every class that implements {@code Consumer}, of which the client
 *       puts one around a {@code DeliverCallback}.
 * </ul>
 *
 * <p><b>Metrics</b>: those of {@link io.sonde.agent.instrumentation.messaging}, {@code
 * messaging_system} is {@code rabbitmq}:
 *
 * <ul>
 *   <li>operation {@code send}, until {@code basicPublish} returns: the message is on its way, the
 *       broker has not confirmed it. The destination is the exchange; for the default exchange,
 *       which has no name, the routing key, which is the queue.
 *   <li>operation {@code receive}: {@code basicGet}, by the queue. {@code
 *       messaging_client_consumed_messages_total} counts what it got.
 *   <li>{@code messaging_process_duration_seconds}: {@code handleDelivery}, by the queue that the
 *       consumer was given to {@code basicConsume} for; by the exchange or routing key of the
 *       message where it was given for several or was not seen. Its count is the number of messages
 *       delivered.
 * </ul>
 *
 * <p>Queues that the broker names, and names with a UUID in them, share the name {@code
 * (temporary)}.
 *
 * <p><b>Error</b>: the class of the exception that the method throws; that the broker refuses a
 * message, it tells later, if at all.
 *
 * <p>The outermost call of a kind on a thread is measured.
 *
 * <p><b>Cost</b>: nothing is allocated for a message.
 *
 * <p><b>Not measured</b>: confirmations and returns, acknowledgements, transactions; what a
 * consumer hands over to other threads; RPC calls as such.
 */
package io.sonde.agent.instrumentation.messaging.rabbit;
