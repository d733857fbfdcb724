package io.sonde.agent.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer of {@code /metrics}, Prometheus' text format 0.0.4.
 *
 * @param nanos when it was taken, on the clock of {@link System#nanoTime()}
 * @param samples by name, in the order of the text
 */
record Scrape(long nanos, Map<String, List<Sample>> samples) {

  /** One line. */
  record Sample(Map<String, String> labels, double value) {

    /** A label's value, or an empty text. */
    String label(String name) {
      return labels.getOrDefault(name, "");
    }
  }

  /** Reads a text; a line that is none of the format is left out. */
  static Scrape parse(String text, long nanos) {
    Map<String, List<Sample>> samples = new HashMap<>();
    int from = 0;
    while (from < text.length()) {
      int newline = text.indexOf('\n', from);
      int to = newline < 0 ? text.length() : newline;
      if (to > from && text.charAt(from) != '#') {
        line(text.substring(from, to), samples);
      }
      from = to + 1;
    }
    return new Scrape(nanos, samples);
  }

  private static void line(String line, Map<String, List<Sample>> samples) {
    int brace = line.indexOf('{');
    int space = line.lastIndexOf(' ');
    int nameEnd = brace < 0 ? space : brace;
    if (nameEnd <= 0) {
      return;
    }
    double value;
    try {
      value = number(line.substring(space + 1));
    } catch (NumberFormatException e) {
      return;
    }
    Map<String, String> labels = brace < 0 ? Map.of() : labels(line, brace + 1);
    samples
        .computeIfAbsent(line.substring(0, nameEnd), name -> new ArrayList<>())
        .add(new Sample(labels, value));
  }

  private static Map<String, String> labels(String line, int start) {
    Map<String, String> labels = new LinkedHashMap<>();
    int at = start;
    while (at < line.length() && line.charAt(at) != '}') {
      int equals = line.indexOf('=', at);
      if (equals < 0) {
        return labels;
      }
      StringBuilder value = new StringBuilder();
      int i = equals + 2;
      for (; i < line.length() && line.charAt(i) != '"'; i++) {
        char c = line.charAt(i);
        if (c == '\\' && i + 1 < line.length()) {
          i++;
          c = line.charAt(i) == 'n' ? '\n' : line.charAt(i);
        }
        value.append(c);
      }
      labels.put(line.substring(at, equals), value.toString());
      at = i + 1 < line.length() && line.charAt(i + 1) == ',' ? i + 2 : i + 1;
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** All samples of a name. */
  List<Sample> all(String name) {
    return samples.getOrDefault(name, List.of());
  }

  /** Sum of the values of a name. */
  double sum(String name) {
    double sum = 0;
    for (Sample sample : all(name)) {
      sum += sample.value();
    }
    return sum;
  }
}
