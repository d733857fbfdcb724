/** Tests of the probes of the JDK's timers, without an agent. */
package io.sonde.agent.instrumentation.executor.timer;
