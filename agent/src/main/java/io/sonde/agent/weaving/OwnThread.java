package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.CallState;

/**
 * A thread of Sonde: a daemon, with our class loader as context loader, on which nothing is ever
 * measured.
 */
public final class OwnThread extends Thread {

  /** Makes a thread that is not started. */
  public OwnThread(String name, Runnable task) {
    super(null, task, "sonde-" + name, 0, false);
    setDaemon(true);
    setContextClassLoader(OwnThread.class.getClassLoader());
  }

  @Override
  public void run() {
    CallState.muteCurrentThread();
    super.run();
  }
}
