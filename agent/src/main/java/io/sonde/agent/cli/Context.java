package io.sonde.agent.cli;

import java.io.File;
import java.io.PrintStream;

/**
 * What every command works with.
 *
 * @param jar the jar that this program was started from
 * @param out for results
 * @param err for progress and problems
 * @param source of JVMs
 */
record Context(File jar, PrintStream out, PrintStream err, JvmSource source) {

  /** Says something that is no result. */
  void say(String text) {
    err.println(text);
  }

  /** How to run this program again. */
  String command(String words) {
    return "java -jar " + jar + " " + words;
  }
}
