package io.sonde.agent.safety;

/** An agent that does nothing: what the JVM does differently under it, it does under any agent. */
public final class EmptyAgent {

  private EmptyAgent() {}

  /** Called by the JVM. */
  public static void premain(String arguments) {}
}
