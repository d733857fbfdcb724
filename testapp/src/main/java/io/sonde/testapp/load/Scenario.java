package io.sonde.testapp.load;

/** How the rate runs over time. */
public enum Scenario {
  /** The rate, all the time. */
  STEADY,
  /** The rate, five times the rate for the middle fifth, the rate again. */
  SPIKE,
  /** The rate, all the time, with a line of progress each minute. */
  ENDURANCE
}
