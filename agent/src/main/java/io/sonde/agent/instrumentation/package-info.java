/**
 * What every technology is made of: rules ({@link io.sonde.agent.instrumentation.TypeRule}), probe
 * numbers, per-thread and per-object state. One folder below this one per technology; {@link
 * io.sonde.agent.instrumentation.Instrumentations} lists them.
 */
package io.sonde.agent.instrumentation;
