package io.sonde.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The size of a terminal.
 *
 * @param columns at least 40
 * @param rows at least 10
 */
record Terminal(int columns, int rows) {

  static final int STDOUT = 1;
  static final int STDERR = 2;

  /** What is assumed where nothing is known. */
  static final Terminal USUAL = new Terminal(80, 24);

  /** Whether a file descriptor of this process is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // the best there is where there is no /proc
  static boolean isTerminal(int descriptor) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || isConsole(file);
    } catch (IOException e) {
      return !Files.isDirectory(Path.of("/proc/self")) && System.console() != null;
    }
  }

  private static boolean isConsole(String file) {
    return file.equals("/dev/console");
  }

  /** Asks {@code stty}. */
  static Terminal current() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      boolean isDone = stty.waitFor(1, TimeUnit.SECONDS);
      String[] numbers = size.strip().split(" ", -1);
      if (isDone && numbers.length == 2) {
        return new Terminal(
            Math.max(40, Integer.parseInt(numbers[1])), Math.max(10, Integer.parseInt(numbers[0])));
      }
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return USUAL;
  }
}
