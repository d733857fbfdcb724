package io.sonde.exporters.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one series, in the order of its tags; names are valid Prometheus label names.
 *
 * @param names label names, without repetition
 * @param values as many values, as given
 */
public record Labels(List<String> names, List<String> values) implements Comparable<Labels> {
  public Labels {
    names = List.copyOf(names);
    values = List.copyOf(values);
  }

  @Override
  public int compareTo(Labels other) {
    int byValue = compare(values, other.values);
    return byValue != 0 ? byValue : compare(names, other.names);
  }

  // Written out: what the compiler would generate is linked at its first use, by code that is
  // generated then.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels labels
        && values.equals(labels.values)
        && names.equals(labels.names);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + values.hashCode();
  }

  private static int compare(List<String> one, List<String> two) {
    int shared = Math.min(one.size(), two.size());
    for (int i = 0; i < shared; i++) {
      int order = one.get(i).compareTo(two.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), two.size());
  }
}
