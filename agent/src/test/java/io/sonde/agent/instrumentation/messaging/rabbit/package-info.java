/** Tests of the probes of RabbitMQ's client. */
package io.sonde.agent.instrumentation.messaging.rabbit;
