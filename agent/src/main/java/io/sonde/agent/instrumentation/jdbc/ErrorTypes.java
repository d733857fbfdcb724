package io.sonde.agent.instrumentation.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a failed database call is filed under: its SQLState, else the class of the exception. */
final class ErrorTypes {

  private static final int STATE_LENGTH = 5;

  private ErrorTypes() {}

  static String of(Throwable thrown) {
    if (thrown instanceof SQLException failed) {
      String state = stateOf(failed);
      if (state != null) {
        return state;
      }
    }
    return thrown.getClass().getName();
  }

  /** The SQLState if it has the shape of one: at most five letters and digits. */
  private static @Nullable String stateOf(SQLException thrown) {
    String state;
    try {
      state = thrown.getSQLState();
    } catch (RuntimeException overriddenAndFailing) {
      return null;
    }
    if (state == null || state.isEmpty() || state.length() > STATE_LENGTH) {
      return null;
    }
    for (int i = 0; i < state.length(); i++) {
      char c = state.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
        return null;
      }
    }
    return state;
  }
}
