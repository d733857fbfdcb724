package io.sonde.agent.safety;

import java.io.IOException;

/** How a host program is held until the test has seen enough of it. */
final class EndOfInput {

  /** The line on stdout that says that the program waits. */
  static final String WAITING = "waiting for the end of input";

  private EndOfInput() {}

  /** Says so and waits. */
  static void await() throws IOException {
    System.out.println(WAITING);
    while (System.in.read() >= 0) {
      // the test sends nothing
    }
  }
}
