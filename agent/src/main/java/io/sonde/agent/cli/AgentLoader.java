package io.sonde.agent.cli;

import java.io.IOException;

/** A way to make a running JVM load an agent. */
interface AgentLoader {

  /**
   * Loads an agent's jar; returns when the JVM has run its {@code agentmain}.
   *
   * @param process the target
   * @param jar path of the jar as the target sees it
   * @param arguments of the agent
   * @throws IOException with the reason in the JVM's words if it does not do so
   */
  void load(JvmProcess process, String jar, String arguments) throws IOException;
}
