/**
 * The command line: finds JVMs, loads the agent into them, asks it, and takes it out again.
 *
 * <p>It knows a process from outside only: by {@code /proc} and HotSpot's performance data ({@link
 * io.sonde.agent.cli.JvmSource}), by the discovery file and the endpoint of the agent ({@link
 * io.sonde.agent.cli.Endpoint}), and by attaching ({@link io.sonde.agent.cli.AgentCall}). Nothing
 * here runs inside a target.
 */
package io.sonde.agent.cli;
