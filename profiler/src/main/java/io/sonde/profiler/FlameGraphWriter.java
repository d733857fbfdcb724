package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import one.convert.Arguments;
import one.convert.CallStack;
import one.convert.FlameGraph;

/** Writes stacks as a page with a flame graph, or as text. */
final class FlameGraphWriter {

  /** Frames below this percentage are not drawn; on a screen they would be under half a pixel. */
  private static final double MIN_WIDTH_PERCENT = 0.01;

  private FlameGraphWriter() {}

  /** The weight of a node, whatever its unit. */
  interface Weights {
    long of(int node);
  }

  static void writePage(StackProfile profile, OutputStream out) throws IOException {
    Arguments arguments = arguments(profile.title());
    StackTree tree = profile.stacks();
    graph(tree, profile::weight, arguments).dump(out);
  }

  static Arguments arguments(String title) {
    Arguments arguments = new Arguments();
    arguments.title = title;
    arguments.minwidth = MIN_WIDTH_PERCENT;
    // roots at the top: that is what a browser shows of a page first
    arguments.inverted = true;
    return arguments;
  }

  /** A graph of all stacks that have weight. */
  static FlameGraph graph(StackTree tree, Weights weights, Arguments arguments) {
    FlameGraph graph = new FlameGraph(arguments);
    addTo(graph, tree, weights);
    return graph;
  }

  static void addTo(FlameGraph graph, StackTree tree, Weights weights) {
    CallStack stack = new CallStack();
    List<FrameTable.Frame> path = new ArrayList<>();
    for (int node = 1; node < tree.size(); node++) {
      long weight = weights.of(node);
      if (weight > 0) {
        path(tree, node, path);
        for (int i = path.size() - 1; i >= 0; i--) {
          stack.push(path.get(i).name(), path.get(i).kind().flameType());
        }
        graph.addSample(stack, weight);
        stack.clear();
      }
    }
  }

  /** The frames of a stack, the last one first. */
  static void path(StackTree tree, int node, List<FrameTable.Frame> path) {
    path.clear();
    for (int above = node; above != StackTree.ROOT; above = tree.parent(above)) {
      path.add(tree.frame(above));
    }
  }

  static void writeCollapsed(StackProfile profile, OutputStream out) throws IOException {
    StackTree tree = profile.stacks();
    List<FrameTable.Frame> path = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int node = 1; node < tree.size(); node++) {
      long weight = profile.weight(node);
      if (weight > 0) {
        path(tree, node, path);
        line.setLength(0);
        for (int i = path.size() - 1; i >= 0; i--) {
          line.append(path.get(i).name()).append(i > 0 ? ';' : ' ');
        }
        line.append(weight).append('\n');
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
