/** Tests of the probes of Jetty's pools, without an agent. */
package io.sonde.agent.instrumentation.executor.jetty;
