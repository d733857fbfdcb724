/** Benchmarks of what the executor technology keeps to itself. */
package io.sonde.agent.instrumentation.executor;
