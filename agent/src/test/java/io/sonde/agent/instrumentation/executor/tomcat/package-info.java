/** Tests of the probes of Tomcat's pools, without an agent. */
package io.sonde.agent.instrumentation.executor.tomcat;
