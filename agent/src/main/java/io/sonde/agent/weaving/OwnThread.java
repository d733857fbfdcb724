package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.CallState;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread of Sonde: a daemon, with our class loader as context loader, on which nothing is ever
 * measured. What is thrown on it stays on it.
 */
public final class OwnThread extends Thread {

  /** Threads ended by an exception that are told of. */
  private static final int MAX_TOLD = 5;

  private static final Set<Long> LIVE = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger ENDED = new AtomicInteger();

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
    } catch (Throwable t) {
      // the application's handler of uncaught exceptions may end the process
      tell(t);
    } finally {
      LIVE.remove(getId());
    }
  }

  private void tell(Throwable thrown) {
    if (ENDED.incrementAndGet() <= MAX_TOLD) {
      System.err.println("[sonde] thread " + getName() + " ended: " + thrown);
    }
  }
}
