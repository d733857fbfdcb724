package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.CallState;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A thread of Sonde: a daemon, with our class loader as context loader, on which nothing is ever
 * measured.
 */
public final class OwnThread extends Thread {

  private static final Set<Long> LIVE = ConcurrentHashMap.newKeySet();

  /** Ids of those that run now. */
  public static Set<Long> liveIds() {
    return LIVE;
  }

  /** Makes a thread that is not started. */
  public OwnThread(String name, Runnable task) {
    super(null, task, "sonde-" + name, 0, false);
    setDaemon(true);
    setContextClassLoader(OwnThread.class.getClassLoader());
  }

  @Override
  public void run() {
    CallState.muteCurrentThread();
    LIVE.add(getId());
    try {
      super.run();
    } finally {
      LIVE.remove(getId());
    }
  }
}
