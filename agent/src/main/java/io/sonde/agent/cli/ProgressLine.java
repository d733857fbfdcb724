package io.sonde.agent.cli;

import java.io.PrintStream;

/**
 * What is under way, in words: on a terminal one line that is written over, elsewhere a line each
 * time that something else begins. For one thread.
 */
final class ProgressLine {

  private final PrintStream out;
  private final boolean isTerminal;
  private String shown = "";

  ProgressLine(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /** Shows a step unless it is shown already. */
  void step(String text) {
    if (text.equals(shown)) {
      return;
    }
    if (isTerminal) {
      clear();
      out.print(text);
      out.flush();
    } else {
      out.println(text);
    }
    shown = text;
  }

  /** Makes the line empty again. */
  void clear() {
    if (isTerminal && !shown.isEmpty()) {
      out.print("\r" + " ".repeat(shown.length()) + "\r");
      out.flush();
      shown = "";
    }
  }
}
