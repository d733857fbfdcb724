/** Tests of the probes of Kafka's clients. */
package io.sonde.agent.instrumentation.messaging.kafka;
