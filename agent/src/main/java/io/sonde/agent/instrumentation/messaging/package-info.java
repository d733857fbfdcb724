/**
 * Messaging: what the technologies of all brokers share. Each client library has a package below.
 *
 * <p><b>Metrics</b>, labels {@code messaging_system}, {@code messaging_destination_name} (the topic
 * or the queue; empty where a call has none or several), {@code messaging_operation_name} and
 * {@code error_type} (the class of the exception, empty on success):
 *
 * <ul>
 *   <li>{@code messaging_client_operation_duration_seconds}: messages that were sent, one by one,
 *       and calls that asked for messages. Its count of the former is the number of messages.
 *   <li>{@code messaging_process_duration_seconds}: how long the application worked for what it was
 *       given.
 *   <li>{@code messaging_client_consumed_messages_total}, without {@code error_type}: messages that
 *       the application was given.
 * </ul>
 *
 * <p>At most 256 destinations of a system and 32 kinds of outcome of each are told apart, the rest
 * is {@code other}.
 */
package io.sonde.agent.instrumentation.messaging;
