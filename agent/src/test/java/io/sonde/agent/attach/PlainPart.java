package io.sonde.agent.attach;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@link ManyClassesProgram} loads thousands of times under other names: fields, texts, a
 * virtual table, an interface.
 */
final class PlainPart implements Runnable, Comparable<PlainPart> {

  private final List<String> names = new ArrayList<>();
  private int count;
  private String last = "";

  @Override
  public void run() {
    add("part");
    add(last + count());
  }

  private void add(String name) {
    names.add(name);
    last = name;
    count++;
  }

  int count() {
    return count;
  }

  String first() {
    return names.isEmpty() ? "none" : names.get(0);
  }

  @Override
  public int compareTo(PlainPart other) {
    return Integer.compare(count, other.count);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlainPart part && part.count == count && part.first().equals(first());
  }

  @Override
  public int hashCode() {
    return 31 * count + first().hashCode();
  }

  @Override
  public String toString() {
    return first() + " of " + count;
  }
}
