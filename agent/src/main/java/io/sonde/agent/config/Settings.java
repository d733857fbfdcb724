package io.sonde.agent.config;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The values of all options, taken from agent arguments, {@code -Dsonde.*}, {@code SONDE_*} and a
 * properties file, in this order.
 *
 * <p>A bad value never stops anything: it becomes a problem in words, which names the option, the
 * value, the allowed range and the default that is used instead. Immutable.
 */
public final class Settings {

  private final Map<String, String> values;
  private final List<String> problems;

  private Settings(Map<String, String> values, List<String> problems) {
    this.values = values;
    this.problems = Collections.unmodifiableList(problems);
  }

  /**
   * Reads all sources.
   *
   * @param arguments agent arguments, {@code name=value} separated by commas, or null
   * @param environment the process environment
   * @param properties the system properties
   */
  public static Settings read(
      @Nullable String arguments, Map<String, String> environment, Properties properties) {
    List<String> problems = new ArrayList<>();
    Map<String, String> given = parseArguments(arguments, problems);
    Map<String, String> values = new HashMap<>();
    for (Option option : Options.all()) {
      String value = given.get(option.name());
      if (value == null) {
        value = properties.getProperty("sonde." + option.name());
      }
      if (value == null) {
        value = environment.get(environmentName(option));
      }
      if (value != null) {
        put(option, value, values, problems);
      }
    }
    complainAboutUnknownProperties(properties, problems);
    readFile(values, problems);
    return new Settings(values, problems);
  }

  /** What was wrong with the given options, one sentence each. */
  public List<String> problems() {
    return problems;
  }

  /** Options that have a value from one of the sources, in the order of the table. */
  public List<Option> given() {
    List<Option> given = new ArrayList<>();
    for (Option option : Options.all()) {
      if (values.containsKey(option.name())) {
        given.add(option);
      }
    }
    return given;
  }

  /** These settings, but some options with the values that others have. */
  public Settings with(List<Option> options, Settings others) {
    Map<String, String> changed = new HashMap<>(values);
    for (Option option : options) {
      changed.put(option.name(), others.text(option));
    }
    return new Settings(changed, problems);
  }

  /** Value of a {@link Option.Kind#FLAG}. */
  public boolean flag(Option option) {
    return "true".equals(text(option));
  }

  /** Value of a {@link Option.Kind#NUMBER}. */
  public long number(Option option) {
    return Long.parseLong(text(option));
  }

  /** Value as it stands. */
  public String text(Option option) {
    String value = values.get(option.name());
    return value != null ? value : option.defaultValue();
  }

  /** Value of a {@link Option.Kind#LIST}. */
  public List<String> list(Option option) {
    return split(text(option));
  }

  /** Value of {@link Option.Kind#SECONDS}. */
  public Duration[] durations(Option option) {
    List<String> texts = split(text(option));
    Duration[] durations = new Duration[texts.size()];
    for (int i = 0; i < durations.length; i++) {
      durations[i] = Duration.ofNanos(Math.round(Double.parseDouble(texts.get(i)) * 1e9));
    }
    return durations;
  }

  /** The environment variable of an option. */
  public static String environmentName(Option option) {
    StringBuilder name = new StringBuilder("SONDE_");
    for (int i = 0; i < option.name().length(); i++) {
      char c = option.name().charAt(i);
      if (Character.isUpperCase(c)) {
        name.append('_');
      }
      name.append(c == '.' ? '_' : Character.toUpperCase(c));
    }
    return name.toString();
  }

  private static Map<String, String> parseArguments(
      @Nullable String arguments, List<String> problems) {
    Map<String, String> given = new HashMap<>();
    if (arguments == null) {
      return given;
    }
    int from = 0;
    while (from <= arguments.length()) {
      int comma = arguments.indexOf(',', from);
      int to = comma < 0 ? arguments.length() : comma;
      String part = arguments.substring(from, to).trim();
      from = to + 1;
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals).trim();
      if (find(name) == null) {
        problems.add(unknown(name));
      } else {
        given.put(name, equals < 0 ? "true" : part.substring(equals + 1).trim());
      }
    }
    return given;
  }

  private static void complainAboutUnknownProperties(Properties properties, List<String> problems) {
    for (Object key : properties.keySet()) {
      if (key instanceof String text && text.startsWith("sonde.")) {
        String name = text.substring("sonde.".length());
        if (find(name) == null) {
          problems.add(unknown(name));
        }
      }
    }
  }

  private static void readFile(Map<String, String> values, List<String> problems) {
    String path = values.get(Options.CONFIG.name());
    if (path == null || path.isEmpty()) {
      return;
    }
    Properties file = new Properties();
    try (InputStream in = new FileInputStream(path)) {
      file.load(in);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("config file " + path + " cannot be read (" + e.getMessage() + "), left out");
      return;
    }
    for (Map.Entry<Object, Object> entry : file.entrySet()) {
      String name = String.valueOf(entry.getKey());
      Option option = find(name);
      if (option == null) {
        problems.add(unknown(name));
      } else if (!values.containsKey(name)) {
        put(option, String.valueOf(entry.getValue()), values, problems);
      }
    }
  }

  private static void put(
      Option option, String value, Map<String, String> values, List<String> problems) {
    String trimmed = value.trim();
    if (isValid(option, trimmed)) {
      values.put(
          option.name(),
          option.kind() == Option.Kind.FLAG ? trimmed.toLowerCase(Locale.ROOT) : trimmed);
    } else {
      problems.add(complaint(option, trimmed));
    }
  }

  private static String complaint(Option option, String value) {
    if (option.kind() == Option.Kind.SECRET) {
      return "option " + option.name() + " is not " + option.allowed() + ", using the default";
    }
    return "option "
        + option.name()
        + "="
        + printable(value)
        + " is not "
        + option.allowed()
        + ", using "
        + (option.defaultValue().isEmpty() ? "the default" : option.defaultValue());
  }

  private static boolean isValid(Option option, String value) {
    return switch (option.kind()) {
      case FLAG -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
      case NUMBER -> isWithin(option, value);
      case SECONDS -> isRising(split(value));
      case SECRET -> value.isEmpty() || (value.length() >= option.min() && isOneLine(value));
      case TEXT, LIST -> isOneLine(value);
    };
  }

  /** Paths, addresses and header values have no control characters. */
  private static boolean isOneLine(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithin(Option option, String value) {
    try {
      long number = Long.parseLong(value);
      return number >= option.min() && number <= option.max();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isRising(List<String> texts) {
    double last = 0;
    try {
      for (String text : texts) {
        double seconds = Double.parseDouble(text);
        if (!(seconds > last) || seconds > 3600) {
          return false;
        }
        last = seconds;
      }
    } catch (NumberFormatException e) {
      return false;
    }
    return !texts.isEmpty() && texts.size() <= 64;
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int plus = text.indexOf('+', from);
      int to = plus < 0 ? text.length() : plus;
      String part = text.substring(from, to).trim();
      if (!part.isEmpty()) {
        parts.add(part);
      }
      from = to + 1;
    }
    return parts;
  }

  private static @Nullable Option find(String name) {
    for (Option option : Options.all()) {
      if (option.name().equals(name)) {
        return option;
      }
    }
    return null;
  }

  private static String unknown(String name) {
    return "option " + unknown(name, Options.all().stream().map(Option::name).toList());
  }

  /** What is to be said of a name that is none of those known. */
  public static String unknown(String name, Collection<String> known) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String other : known) {
      int distance = distance(name, other);
      if (distance < least) {
        least = distance;
        nearest = other;
      }
    }
    return printable(name) + " is unknown, did you mean " + nearest + "?";
  }

  /** Without line ends and of bounded length: a complaint stays on one line. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < text.length() && i < 60; i++) {
      char c = text.charAt(i);
      printable.append(Character.isISOControl(c) ? ' ' : c);
    }
    return printable.toString();
  }

  /** Levenshtein's distance, letters compared without case. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
