package io.sonde.agent.start;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What an attaching command line is told: lines {@code name=value} appended to a file that it has
 * made, the last of them {@code end=}. Without a file nobody is listening and nothing is written.
 */
final class Reply {

  private final String path;

  Reply(String path) {
    this.path = path;
  }

  /** Whether somebody waits for it, who must then be told instead of stderr. */
  boolean isAwaited() {
    return !path.isEmpty();
  }

  /** Adds a line. */
  void tell(String name, String value) {
    if (path.isEmpty()) {
      return;
    }
    String line = name + "=" + value.replace('\n', ' ') + "\n";
    try (FileOutputStream out = new FileOutputStream(path, true)) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // the command line has gone; the agent does what it was asked for all the same
    }
  }

  /** Adds the last lines: a message for people and the result in one word. */
  void end(String result, String message) {
    tell("message", message);
    tell("end", result);
  }
}
