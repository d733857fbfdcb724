package io.sonde.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The command line of a {@code java} launcher, taken apart.
 *
 * @param options what stands before the main class
 * @param main the main class, jar or module; empty if there is none
 */
record JavaCommand(List<String> options, String main) {

  /** Options of the launcher whose value is the next argument. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--limit-modules",
          "--patch-module",
          "--enable-native-access",
          "--source",
          "--describe-module",
          "-d");

  /** Takes apart the arguments of a process, the executable being the first. */
  static JavaCommand parse(List<String> arguments) {
    List<String> options = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module")) {
        return new JavaCommand(options, i + 1 < arguments.size() ? arguments.get(i + 1) : "");
      }
      if (argument.startsWith("--module=")) {
        return new JavaCommand(options, argument.substring("--module=".length()));
      }
      if (!argument.startsWith("-") && !argument.startsWith("@")) {
        return new JavaCommand(options, argument);
      }
      options.add(argument);
      if (WITH_VALUE.contains(argument) && i + 1 < arguments.size()) {
        options.add(arguments.get(++i));
      }
    }
    return new JavaCommand(options, "");
  }
}
