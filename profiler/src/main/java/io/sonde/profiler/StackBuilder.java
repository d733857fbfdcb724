package io.sonde.profiler;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the samples of one recording into a tree per event.
 *
 * <p>A stack in which a class of the agent appears gets the root frame {@value #AGENT}; one whose
 * label is known gets the label as its first frame.
 */
final class StackBuilder {

  /** The first frame of all stacks in which the agent appears. */
  static final String AGENT = "[sonde]";

  /** The only frame of a sample without frames. */
  static final String NO_STACK = "[no stack]";

  private final String[] agentPrefixes;
  private final StackLabels labels;
  private final FrameTable frames = new FrameTable();
  private final Map<Event, StackTree> trees = new EnumMap<>(Event.class);
  private final Map<Key, Integer> nodes = new HashMap<>();

  StackBuilder(List<String> agentPackages, StackLabels labels) {
    this.labels = labels;
    this.agentPrefixes = new String[agentPackages.size()];
    for (int i = 0; i < agentPrefixes.length; i++) {
      agentPrefixes[i] = agentPackages.get(i).replace('.', '/');
    }
  }

  /** Frames of one stack, the innermost first. */
  interface Frames {
    int depth();

    String name(int i);

    FrameKind kind(int i);
  }

  private record Key(
      Event event, Object stack, @Nullable String className, @Nullable String label) {}

  /** The trees, one for each event that has samples. */
  Map<Event, StackTree> trees() {
    return trees;
  }

  /** Must be called when stack identities begin to mean something else. */
  void forgetIdentities() {
    nodes.clear();
  }

  /**
   * Counts a sample.
   *
   * @param identity equal for equal stacks
   * @param className class of an object or a lock, in the form of class files, or null
   */
  void add(
      Event event,
      Object identity,
      Frames stack,
      @Nullable String className,
      long threadId,
      long nanos,
      long samples,
      long weight) {
    String label = labels.labelOf(threadId, nanos);
    StackTree tree = trees.computeIfAbsent(event, e -> new StackTree(frames));
    Key key = new Key(event, identity, className, label);
    Integer node = nodes.get(key);
    if (node == null) {
      node = nodeOf(tree, stack, className, label);
      nodes.put(key, node);
    }
    tree.add(node, samples, weight);
  }

  private int nodeOf(
      StackTree tree, Frames stack, @Nullable String className, @Nullable String label) {
    int node = StackTree.ROOT;
    if (label != null) {
      node = tree.child(node, safe(label), FrameKind.ROUTE);
    }
    if (isAgent(stack)) {
      node = tree.child(node, AGENT, FrameKind.NOTE);
    }
    for (int i = stack.depth() - 1; i >= 0; i--) {
      node = tree.child(node, safe(stack.name(i)), stack.kind(i));
    }
    if (stack.depth() == 0) {
      node = tree.child(node, NO_STACK, FrameKind.NOTE);
    }
    return className == null ? node : tree.child(node, safe(className), FrameKind.CLASS);
  }

  private boolean isAgent(Frames stack) {
    if (agentPrefixes.length == 0) {
      return false;
    }
    for (int i = 0; i < stack.depth(); i++) {
      for (String prefix : agentPrefixes) {
        if (stack.name(i).startsWith(prefix)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Replaces what would end a frame, a line, or the page's script. Names come from class files and
   * from native symbols, where nearly every character is legal.
   */
  static String safe(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (isUnsafe(name, i)) {
        return replaced(name);
      }
    }
    return name;
  }

  private static boolean isUnsafe(String name, int i) {
    char c = name.charAt(i);
    if (c < ' ' || c == ';' || c == 0x7f || c == 0x2028 || c == 0x2029) {
      return true;
    }
    return c == '<' && i + 1 < name.length() && "/!".indexOf(name.charAt(i + 1)) >= 0;
  }

  private static String replaced(String name) {
    StringBuilder safe = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      if (isUnsafe(name, i)) {
        safe.setCharAt(i, '_');
      }
    }
    return safe.toString();
  }

  /**
   * What a sample stands for when each byte (or nanosecond) starts one with probability {@code 1 /
   * interval}: a sample of this size is taken with probability {@code 1 - exp(-size / interval)},
   * so it stands for its size divided by that (Horvitz and Thompson, 1952). For small sizes this is
   * the interval.
   */
  static long poissonWeight(long size, long interval) {
    double ratio = (double) size / interval;
    return Math.round(ratio < 1e-6 ? interval : size / -Math.expm1(-ratio));
  }
}
