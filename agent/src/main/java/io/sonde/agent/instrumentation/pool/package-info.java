/** Pools. */
package io.sonde.agent.instrumentation.pool;
