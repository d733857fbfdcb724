/** Tests of the probes of JMS. */
package io.sonde.agent.instrumentation.messaging.jms;
