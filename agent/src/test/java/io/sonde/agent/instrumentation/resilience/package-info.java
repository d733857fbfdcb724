/** Tests of retries, breakers and limits. */
package io.sonde.agent.instrumentation.resilience;
