/** Tests of the executor technology: its parts, and its truth and harmlessness in forked JVMs. */
package io.sonde.agent.instrumentation.executor;
