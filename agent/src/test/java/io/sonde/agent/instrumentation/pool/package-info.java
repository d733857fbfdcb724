/** Tests of {@code io.sonde.agent.instrumentation.pool}. */
package io.sonde.agent.instrumentation.pool;
