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

  private static final Set<Long> UNASKED = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger ENDED = new AtomicInteger();

  private final boolean isAsked;

  /** Ids of those that work unasked and run now. */
  public static Set<Long> unaskedIds() {
    return UNASKED;
  }

  /** Makes a thread that is not started. */
  public OwnThread(String name, Runnable task) {
    this(name, task, false);
  }

  /**
   * Makes a thread that answers somebody and is not started: what it uses is that person's choice,
   * and would not end if nothing were measured.
   */
  public static OwnThread answering(String name, Runnable task) {
    return new OwnThread(name, task, true);
  }

  private OwnThread(String name, Runnable task, boolean isAsked) {
    super(null, task, "sonde-" + name, 0, false);
    this.isAsked = isAsked;
    setDaemon(true);
    setContextClassLoader(OwnThread.class.getClassLoader());
  }

  @Override
  public void run() {
    CallState.muteCurrentThread();
    if (!isAsked) {
      UNASKED.add(getId());
    }
    try {
      super.run();
    } catch (Throwable t) {
      // the application's handler of uncaught exceptions may end the process
      tell(t);
    } finally {
      UNASKED.remove(getId());
    }
  }

  private void tell(Throwable thrown) {
    if (ENDED.incrementAndGet() <= MAX_TOLD) {
      System.err.println("[sonde] thread " + getName() + " ended: " + thrown);
    }
  }
}
