package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.CallState;

/**
 * Which pools the thread is borrowing from, in {@link CallState#OBJECT_POOLS}: the number of the
 * innermost one, whether it had no room when last asked, and before them those of the pools around
 * it, because a factory may borrow from another pool.
 *
 * <p>Of more than six pools within each other the outermost are forgotten, and their calls recorded
 * all the same.
 */
final class Borrowing {

  /** Numbers of pools are positive and at most this. */
  static final int MAX_NUMBER = 511;

  private static final int BITS = 10;
  private static final long NO_ROOM = 1L;
  private static final long LEVEL = (1L << BITS) - 1;

  private Borrowing() {}

  /** Whether the innermost call is of a pool. */
  static boolean isFrom(long[] state, int pool) {
    return (state[CallState.OBJECT_POOLS] & LEVEL) >>> 1 == pool;
  }

  static void begin(long[] state, int pool) {
    state[CallState.OBJECT_POOLS] = state[CallState.OBJECT_POOLS] << BITS | (long) pool << 1;
  }

  /** Ends the innermost call; returns whether its pool had no room when last asked. */
  static boolean end(long[] state) {
    long calls = state[CallState.OBJECT_POOLS];
    state[CallState.OBJECT_POOLS] = calls >>> BITS;
    return (calls & NO_ROOM) != 0;
  }

  /** Says whether a pool has just had no room, if the innermost call is of that pool. */
  static void hadRoom(long[] state, int pool, boolean hadRoom) {
    if (isFrom(state, pool)) {
      long calls = state[CallState.OBJECT_POOLS];
      state[CallState.OBJECT_POOLS] = hadRoom ? calls & ~NO_ROOM : calls | NO_ROOM;
    }
  }
}
