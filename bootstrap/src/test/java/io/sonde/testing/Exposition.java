package io.sonde.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parsed answer of {@code /metrics} in Prometheus' text format 0.0.4.
 *
 * @param samples all samples in order
 */
public record Exposition(List<Sample> samples) {

  /** One line: a name, labels and a value. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /** Scrapes an endpoint, by its address with a slash at the end. */
  public static Exposition of(String address) {
    return parse(get(address + "metrics"));
  }

  /**
   * Scrapes an endpoint past what it keeps for a second: an answer to a query is always new. Gauges
   * that are read once a second may be older still.
   */
  public static Exposition fresh(String address) {
    return parse(get(address + "metrics?fresh"));
  }

  /** The body of an answer 200 to a GET. */
  public static String get(String url) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url)).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(url + ": " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(url, e);
    }
  }

  /** Parses a text; an unreadable line is an error. */
  public static Exposition parse(String text) {
    List<Sample> samples = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        samples.add(sample(line));
      }
    }
    return new Exposition(samples);
  }

  private static Sample sample(String line) {
    int brace = line.indexOf('{');
    int space = line.lastIndexOf(' ');
    double value = number(line.substring(space + 1));
    if (brace < 0) {
      return new Sample(line.substring(0, space), Map.of(), value);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    int at = brace + 1;
    while (line.charAt(at) != '}') {
      int equals = line.indexOf('=', at);
      StringBuilder label = new StringBuilder();
      int i = equals + 2;
      for (; line.charAt(i) != '"'; i++) {
        char c = line.charAt(i);
        if (c == '\\') {
          i++;
          c = line.charAt(i) == 'n' ? '\n' : line.charAt(i);
        }
        label.append(c);
      }
      labels.put(line.substring(at, equals), label.toString());
      at = line.charAt(i + 1) == ',' ? i + 2 : i + 1;
    }
    return new Sample(line.substring(0, brace), labels, value);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Samples of a name whose labels contain the given ones (name, value, name, value …). */
  public List<Sample> all(String name, String... labels) {
    List<Sample> found = new ArrayList<>();
    for (Sample sample : samples) {
      boolean matches = sample.name().equals(name);
      for (int i = 0; i < labels.length; i += 2) {
        matches &= labels[i + 1].equals(sample.labels().get(labels[i]));
      }
      if (matches) {
        found.add(sample);
      }
    }
    return found;
  }

  /** Sum of the values of {@link #all}; 0 if there is none. */
  public double sum(String name, String... labels) {
    double sum = 0;
    for (Sample sample : all(name, labels)) {
      sum += sample.value();
    }
    return sum;
  }

  /** Value of the only sample of {@link #all}. */
  public double value(String name, String... labels) {
    List<Sample> found = all(name, labels);
    if (found.size() != 1) {
      throw new AssertionError(
          found.size() + " samples of " + name + " " + List.of(labels) + ": " + found);
    }
    return found.get(0).value();
  }
}
