package io.sonde.exporters.api;

import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.Request;
import java.util.ArrayList;
import java.util.List;

/** Reads query parameters; what is wrong is answered with 400, naming what would be right. */
final class Parameters {
  private static final int MAX_SHOWN_CHARS = 60;

  private Parameters() {}

  static long number(Request request, String name, long absent, long least, long most)
      throws HttpProblem {
    String text = request.parameter(name);
    if (text == null) {
      return absent;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notWhole) {
      // said below
    }
    throw wrong(name, text, "a whole number from " + least + " to " + most);
  }

  /** Percentiles like {@code 50,95,99.9}. */
  static double[] percentiles(Request request, String name, double... absent) throws HttpProblem {
    String text = request.parameter(name);
    if (text == null) {
      return absent;
    }
    String[] parts = text.split(",", -1);
    double[] percentiles = new double[parts.length];
    String allowed = "up to 8 numbers from 0 to 100 with commas between them";
    try {
      for (int i = 0; i < parts.length; i++) {
        percentiles[i] = Double.parseDouble(parts[i]);
        if (!(percentiles[i] >= 0 && percentiles[i] <= 100)) {
          throw wrong(name, text, allowed);
        }
      }
    } catch (NumberFormatException notNumber) {
      throw wrong(name, text, allowed);
    }
    if (parts.length > 8) {
      throw wrong(name, text, allowed);
    }
    return percentiles;
  }

  static String required(Request request, String name, String allowed) throws HttpProblem {
    String text = request.parameter(name);
    if (text == null || text.isEmpty()) {
      throw wrong(name, "", allowed);
    }
    return text;
  }

  /** All {@code labels=NAME=VALUE}, each as a pair. */
  static List<String[]> labels(Request request) throws HttpProblem {
    List<String[]> pairs = new ArrayList<>();
    for (String text : request.parameters("labels")) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw wrong("labels", text, "NAME=VALUE, once for each label");
      }
      pairs.add(new String[] {text.substring(0, equals), text.substring(equals + 1)});
    }
    return pairs;
  }

  static HttpProblem wrong(String name, String value, String allowed) {
    String shown = value.length() > MAX_SHOWN_CHARS ? value.substring(0, MAX_SHOWN_CHARS) : value;
    return new HttpProblem(
        400, "Parameter " + name + ": value '" + shown + "' is not allowed, but " + allowed);
  }
}
