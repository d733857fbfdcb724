package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a thread has fetched from its open result sets.
 *
 * <p>{@code next} runs once per row, so nothing is looked up or allocated for it: a thread keeps
 * its latest result sets in its {@link CallState}, by identity hash. A result set that the thread
 * did not get from an execution of its own has no slot and is not counted; neither is one that is
 * displaced by {@value #SLOTS} newer ones. The hash has 31 bits: that two result sets open on one
 * thread at the same time share one is a matter of once in a thousand million, and is accepted.
 *
 * <p>Methods are given the state of the current thread, that only this thread reads and writes.
 */
final class RowCounts {

  static final int SLOTS = 4;

  // one slot
  private static final int RESULT_SET = 0;
  private static final int STATEMENT = 1;
  private static final int ROWS = 2;
  private static final int NUMBER = 3;
  private static final int SLOT_SIZE = 4;

  // behind the slots
  private static final int FIRST_SLOT = CallState.ROWS;
  private static final int USED_SLOTS = FIRST_SLOT + SLOTS * SLOT_SIZE;
  private static final int NEXT_VICTIM = USED_SLOTS + 1;
  private static final int EXECUTED_STATEMENT = USED_SLOTS + 2;
  private static final int EXECUTED_NUMBER = USED_SLOTS + 3;

  /** Makes a hash differ from 0, which stands for an empty slot. */
  private static final long PRESENT = 1L << 32;

  private final JdbcMeters meters;

  RowCounts(JdbcMeters meters) {
    this.meters = meters;
  }

  /** Takes note of an execution; {@code resultSet} is null if it returned none (yet). */
  void executed(
      long[] state, Object statement, @Nullable Object resultSet, OperationHandle operation) {
    long hash = hash(statement);
    if (state[USED_SLOTS] != 0) {
      endOf(STATEMENT, hash, state);
    }
    if (resultSet != null) {
      state[EXECUTED_STATEMENT] = 0;
      open(state, hash, resultSet, operation.rowsNumber());
    } else {
      state[EXECUTED_STATEMENT] = hash;
      state[EXECUTED_NUMBER] = operation.rowsNumber();
    }
  }

  /** Takes note of the result set that an execution left to be fetched; the first one counts. */
  void fetched(long[] state, Object statement, Object resultSet) {
    if (state[EXECUTED_STATEMENT] == hash(statement)) {
      state[EXECUTED_STATEMENT] = 0;
      open(state, hash(statement), resultSet, state[EXECUTED_NUMBER]);
    }
  }

  /** Counts a row, or ends the count of a result set that has no more. */
  void moved(@Nullable Object resultSet, boolean onRow) {
    long[] state = CallState.known();
    if (state == null || state[USED_SLOTS] == 0) {
      return;
    }
    long hash = hash(resultSet);
    for (int slot = FIRST_SLOT; slot < USED_SLOTS; slot += SLOT_SIZE) {
      if (state[slot + RESULT_SET] == hash) {
        if (onRow) {
          state[slot + ROWS]++;
        } else {
          meters.recordRows((int) state[slot + NUMBER], state[slot + ROWS]);
          clear(state, slot);
        }
        return;
      }
    }
  }

  /** Ends the count of a result set. */
  void closed(Object resultSet) {
    long[] state = CallState.known();
    if (state != null && state[USED_SLOTS] != 0) {
      endOf(RESULT_SET, hash(resultSet), state);
    }
  }

  /** Ends the count of the result set that ends with its statement. */
  void statementClosed(Object statement) {
    long[] state = CallState.known();
    if (state != null && state[USED_SLOTS] != 0) {
      endOf(STATEMENT, hash(statement), state);
    }
  }

  private void open(long[] state, long statementHash, Object resultSet, long number) {
    int slot = FIRST_SLOT;
    while (slot < USED_SLOTS && state[slot + RESULT_SET] != 0) {
      slot += SLOT_SIZE;
    }
    if (slot == USED_SLOTS) {
      int victim = (int) state[NEXT_VICTIM];
      slot = FIRST_SLOT + victim * SLOT_SIZE;
      state[NEXT_VICTIM] = (victim + 1L) % SLOTS;
    } else {
      state[USED_SLOTS]++;
    }
    state[slot + RESULT_SET] = hash(resultSet);
    state[slot + STATEMENT] = statementHash;
    state[slot + ROWS] = 0;
    state[slot + NUMBER] = number;
  }

  /** Ends a count before the last row; without a row, another thread may have fetched them. */
  private void endOf(int field, long hash, long[] state) {
    for (int slot = FIRST_SLOT; slot < USED_SLOTS; slot += SLOT_SIZE) {
      if (state[slot + RESULT_SET] != 0 && state[slot + field] == hash) {
        if (state[slot + ROWS] != 0) {
          meters.recordRows((int) state[slot + NUMBER], state[slot + ROWS]);
        }
        clear(state, slot);
      }
    }
  }

  private static void clear(long[] state, int slot) {
    state[slot + RESULT_SET] = 0;
    state[USED_SLOTS]--;
  }

  private static long hash(@Nullable Object object) {
    return System.identityHashCode(object) | PRESENT;
  }
}
