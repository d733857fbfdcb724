package io.sonde.exporters.registry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names as the metric contract wants them: underscores, base unit, {@code _total} on counters. */
final class PrometheusNames {
  private PrometheusNames() {}

  /**
   * The family name of a meter: {@code executor.idle}, a timer, is {@code executor_idle_seconds}.
   */
  static String family(String name, MetricType type, String unit) {
    String family = valid(name, true);
    if (type == MetricType.COUNTER && family.endsWith("_total")) {
      family = family.substring(0, family.length() - "_total".length());
    }
    if (!unit.isEmpty() && !family.endsWith("_" + unit)) {
      family = family + "_" + unit;
    }
    return type == MetricType.COUNTER ? family + "_total" : family;
  }

  /** The unit suffix: {@code seconds} for times, else the base unit, else empty. */
  static String unit(Meter.Id id) {
    String unit = id.getBaseUnit();
    return switch (id.getType()) {
      case TIMER, LONG_TASK_TIMER -> "seconds";
      default -> unit == null || unit.isEmpty() ? "" : valid(unit, false);
    };
  }

  static Labels labels(Meter.Id id, MetricType type) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Tag tag : id.getTagsAsIterable()) {
      names.add(label(tag.getKey(), type, names));
      values.add(tag.getValue());
    }
    return new Labels(names, values);
  }

  private static String label(String key, MetricType type, List<String> taken) {
    String name = valid(key, false);
    while (name.startsWith("__")) {
      name = name.substring(1);
    }
    boolean reserved =
        (type == MetricType.HISTOGRAM && name.equals("le"))
            || (type == MetricType.SUMMARY && name.equals("quantile"));
    if (reserved) {
      name = "exported_" + name;
    }
    while (taken.contains(name)) {
      name = name + "_";
    }
    return name;
  }

  /** The first sentence of a description, or the meter's own name if it has none. */
  static String help(Meter.Id id) {
    return firstSentence(id.getDescription(), id.getName());
  }

  private static String firstSentence(@Nullable String description, String otherwise) {
    if (description == null || description.isBlank()) {
      return otherwise;
    }
    String text = description.strip();
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static String valid(String name, boolean colonAllowed) {
    StringBuilder valid = new StringBuilder(name.length() + 1);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (i == 0 && digit) {
        valid.append('_');
      }
      valid.append(letter || digit || (colonAllowed && c == ':') ? c : '_');
    }
    return valid.isEmpty() ? "_" : valid.toString();
  }
}
