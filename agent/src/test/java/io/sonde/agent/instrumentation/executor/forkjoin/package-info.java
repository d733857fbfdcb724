/** Tests of the probes of fork-join pools, without an agent. */
package io.sonde.agent.instrumentation.executor.forkjoin;
