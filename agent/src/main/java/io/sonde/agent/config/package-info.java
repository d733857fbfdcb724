/** Options: one table, four sources, clear complaints. */
package io.sonde.agent.config;
