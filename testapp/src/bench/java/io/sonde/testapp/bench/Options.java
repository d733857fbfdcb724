package io.sonde.testapp.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands behind a command: pairs of {@code --name value}. */
final class Options {

  private final Map<String, String> given;
  private final Map<String, String> defaults = new LinkedHashMap<>();

  private Options(Map<String, String> given) {
    this.given = given;
  }

  static Options of(List<String> arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (name.equals("--help")) {
        given.put("help", "yes");
        break;
      }
      if (!name.startsWith("--") || i + 1 == arguments.size()) {
        throw new UsageException(name + ": options are pairs of --name value");
      }
      given.put(name.substring(2), arguments.get(i + 1));
    }
    return new Options(given);
  }

  /** The value of an option. */
  String text(String name, String byDefault) {
    defaults.put(name, byDefault);
    return given.getOrDefault(name, byDefault);
  }

  /** The value of an option that is a whole number. */
  int number(String name, int byDefault) {
    String value = text(name, Integer.toString(byDefault));
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--" + name + " " + value + ": a whole number, such as " + byDefault);
    }
  }

  /** Called when all options were asked for: prints them if wanted, refuses unknown ones. */
  void complete() {
    if (given.containsKey("help")) {
      defaults.forEach((name, value) -> System.out.println("  --" + name + " " + value));
      System.exit(0);
    }
    for (String name : given.keySet()) {
      if (!defaults.containsKey(name)) {
        throw new UsageException("--" + name + " is not one of " + defaults.keySet());
      }
    }
  }
}
