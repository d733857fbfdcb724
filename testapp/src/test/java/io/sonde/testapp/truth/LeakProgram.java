package io.sonde.testapp.truth;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Four maps that take entries of the same size: one keeps them all, one keeps the latest, one is
 * emptied now and then, one replaces. Garbage is collected often, as under load.
 */
final class LeakProgram {

  private static final int ENTRY_BYTES = 10_000;
  private static final int LATEST = 100;
  private static final int BATCH = 50;
  private static final int SLOTS = 100;
  private static final int PUTS_PER_TURN = 5;
  private static final int COLLECT_EVERY = 12;
  private static final long PAUSE_MILLIS = 30;

  private static final Map<Long, byte[]> SESSIONS = new HashMap<>();
  private static final Map<Long, byte[]> RECENT = new Latest();
  private static final Map<Long, byte[]> WAITING = new HashMap<>();
  private static final Map<Long, byte[]> CURRENT = new HashMap<>();

  private LeakProgram() {}

  private static final class Latest extends LinkedHashMap<Long, byte[]> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
      return size() > LATEST;
    }
  }

  public static void main(String[] args) throws InterruptedException {
    System.out.println("running");
    long number = 0;
    for (int turn = 1; ; turn++) {
      for (int i = 0; i < PUTS_PER_TURN; i++) {
        number++;
        openSession(number);
        cacheRecent(number);
        queue(number);
        replace(number);
      }
      if (turn % COLLECT_EVERY == 0) {
        System.gc();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Never removed: the leak. */
  private static void openSession(long number) {
    SESSIONS.put(number, new byte[ENTRY_BYTES]);
  }

  private static void cacheRecent(long number) {
    RECENT.put(number, new byte[ENTRY_BYTES]);
  }

  private static void queue(long number) {
    if (WAITING.size() >= BATCH) {
      WAITING.clear();
    }
    WAITING.put(number, new byte[ENTRY_BYTES]);
  }

  private static void replace(long number) {
    CURRENT.put(number % SLOTS, new byte[ENTRY_BYTES]);
  }
}
