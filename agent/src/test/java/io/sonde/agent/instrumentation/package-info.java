/** Tests of what all technologies share. */
package io.sonde.agent.instrumentation;
