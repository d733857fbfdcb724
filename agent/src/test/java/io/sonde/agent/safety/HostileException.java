package io.sonde.agent.safety;

import java.sql.SQLException;

/** An exception that nobody may ask for its text. */
final class HostileException extends SQLException {

  private static final long serialVersionUID = 1;

  HostileException() {
    super("hostile", "42000", 7);
  }

  @Override
  public String getMessage() {
    return String.valueOf(Hostility.<String>refuse("SQLException.getMessage"));
  }

  @Override
  public String getLocalizedMessage() {
    return String.valueOf(Hostility.<String>refuse("SQLException.getLocalizedMessage"));
  }

  @Override
  public StackTraceElement[] getStackTrace() {
    return new StackTraceElement[String.valueOf(Hostility.<String>refuse("trace")).length()];
  }

  @Override
  public String toString() {
    return String.valueOf(Hostility.<String>refuse("SQLException.toString"));
  }
}
