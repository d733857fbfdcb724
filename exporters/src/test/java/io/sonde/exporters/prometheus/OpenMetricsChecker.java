package io.sonde.exporters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds a text to the rules of OpenMetrics 1.0.0 that apply to what we write. */
final class OpenMetricsChecker {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "("
              + NAME
              + ")(\\{(?:"
              + LABEL
              + "(?:,"
              + LABEL
              + ")*)?})? "
              + "(\\+Inf|-Inf|NaN|-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)",
          Pattern.DOTALL);
  private static final Map<String, List<String>> SUFFIXES =
      Map.of(
          "counter", List.of("_total"),
          "gauge", List.of(""),
          "unknown", List.of(""),
          "histogram", List.of("_bucket", "_count", "_sum"),
          "summary", List.of("_count", "_sum"));

  private final String text;
  private final Set<String> families = new HashSet<>();
  private final Set<String> series = new HashSet<>();
  private final Map<String, Double> lastBucket = new HashMap<>();
  private final Map<String, Double> infinite = new HashMap<>();
  private String family = "";
  private String type = "";
  private boolean sampled;

  OpenMetricsChecker(String text) {
    this.text = text;
  }

  void check() {
    assertThat(text).endsWith("# EOF\n");
    String[] lines = text.substring(0, text.length() - "\n# EOF\n".length()).split("\n", -1);
    for (String line : lines) {
      if (line.startsWith("# ")) {
        metadata(line.split(" ", 4));
      } else {
        sample(line);
      }
    }
  }

  private void metadata(String[] words) {
    switch (words[1]) {
      case "TYPE" -> {
        family = words[2];
        type = words[3];
        sampled = false;
        assertThat(families.add(family)).as("one family %s", family).isTrue();
        assertThat(family).matches(NAME);
        assertThat(SUFFIXES).containsKey(type);
      }
      case "UNIT" -> assertThat(family).endsWith("_" + words[3]);
      case "HELP" -> assertThat(words[3]).matches(Pattern.compile("([^\\\\\"]|\\\\[\"\\\\n])*"));
      default -> throw new AssertionError(String.join(" ", words));
    }
    assertThat(words[2]).isEqualTo(family);
    assertThat(sampled).as("metadata before samples").isFalse();
  }

  private void sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    assertThat(matcher.matches()).as(line).isTrue();
    sampled = true;
    String name = matcher.group(1);
    String labels = matcher.group(2) == null ? "" : matcher.group(2);
    assertThat(SUFFIXES.get(type)).anyMatch(suffix -> name.equals(family + suffix));
    assertThat(series.add(name + labels)).as("one series %s", line).isTrue();
    if (type.equals("histogram")) {
      histogram(name, labels, number(matcher.group(3)));
    }
  }

  private void histogram(String name, String labels, double value) {
    if (name.endsWith("_bucket")) {
      String key = labels.replaceAll("(,|(?<=\\{))le=\"[^\"]*\"", "").replace("{}", "");
      assertThat(value).isGreaterThanOrEqualTo(lastBucket.getOrDefault(family + key, 0.0));
      lastBucket.put(family + key, value);
      if (labels.contains("le=\"+Inf\"")) {
        infinite.put(family + key, value);
      }
    } else if (name.endsWith("_count")) {
      assertThat(infinite).containsEntry(family + labels, value);
    }
  }

  private static double number(String text) {
    return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }
}
