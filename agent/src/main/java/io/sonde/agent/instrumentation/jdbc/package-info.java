/** JDBC. */
package io.sonde.agent.instrumentation.jdbc;
