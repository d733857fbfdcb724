package io.sonde.agent.cli;

import java.io.PrintStream;

/**
 * A bar that fills with time. On a terminal it is redrawn in place; elsewhere one line at the start
 * says how long it takes.
 */
final class ProgressBar implements AutoCloseable {

  private static final int CELLS = 40;
  private static final int REDRAW_MILLIS = 200;

  private final PrintStream out;
  private final int seconds;
  private final Thread thread;

  private ProgressBar(PrintStream out, int seconds) {
    this.out = out;
    this.seconds = seconds;
    this.thread = new Thread(this::draw, "progress");
    thread.setDaemon(true);
  }

  static ProgressBar start(PrintStream out, int seconds) {
    ProgressBar bar = new ProgressBar(out, seconds);
    if (Terminal.isTerminal(Terminal.STDERR)) {
      bar.thread.start();
    } else {
      out.println("capturing for " + seconds + " s");
    }
    return bar;
  }

  private void draw() {
    long startNanos = System.nanoTime();
    try {
      while (true) {
        double elapsed = (System.nanoTime() - startNanos) / 1e9;
        out.print("\r" + line(elapsed, seconds));
        out.flush();
        Thread.sleep(REDRAW_MILLIS);
      }
    } catch (InterruptedException e) {
      out.print("\r" + " ".repeat(line(0, seconds).length() + 8) + "\r");
      out.flush();
    }
  }

  /** The bar at a time after its start; when full, what comes after is converting. */
  static String line(double elapsedSeconds, int seconds) {
    double ratio = Math.min(1, elapsedSeconds / seconds);
    int full = (int) (ratio * CELLS);
    String state =
        elapsedSeconds < seconds
            ? (int) elapsedSeconds + " of " + seconds + " s"
            : "converting     ";
    return "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + state;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
