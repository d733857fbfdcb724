package io.sonde.testapp;

/** Checks values of the command line; a message names the option, its value and its range. */
public final class OptionRange {

  private OptionRange() {}

  /** Fails unless the value is in the range, both ends included. */
  public static void check(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new OptionException(option + ": " + value + " is not in " + min + " to " + max);
    }
  }

  /** Says what is wrong with an option; the command ends with status 2. */
  public static final class OptionException extends RuntimeException {
    public OptionException(String message) {
      super(message);
    }
  }
}
