/**
 * Tests of {@code io.sonde.agent.instrumentation.jdbc}, and what tests of pools share with them.
 */
package io.sonde.agent.instrumentation.jdbc;
