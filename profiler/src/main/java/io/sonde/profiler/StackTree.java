package io.sonde.profiler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stacks merged into a tree: a path from the root is a stack, root frame first.
 *
 * <p>Each node has the samples that ended in it and their weight (nanoseconds or bytes, as the
 * event says). Node 0 is the root, without a frame; a parent always has a smaller number than its
 * children. Not thread-safe.
 */
final class StackTree {

  static final int ROOT = 0;

  /** Beyond so many nodes stacks are counted under {@value #CUT}, not kept. */
  static final int MAX_NODES = 1 << 20;

  /** The frame under which stacks are counted that were too many or too small to keep. */
  static final String CUT = "[small stacks]";

  private final FrameTable frames;
  private int[] parent = new int[256];
  private int[] frame = new int[256];
  private long[] samples = new long[256];
  private long[] weight = new long[256];
  private int size = 1;

  /** Open addressing: node numbers, 0 is free; a node's key is its parent and its frame. */
  private int[] index = new int[1024];

  StackTree() {
    this(new FrameTable());
  }

  /** A tree over frames that it shares with others. */
  StackTree(FrameTable frames) {
    this.frames = frames;
    frame[ROOT] = -1;
  }

  FrameTable frames() {
    return frames;
  }

  /** The number of nodes, the root included. */
  int size() {
    return size;
  }

  int parent(int node) {
    return parent[node];
  }

  int frameId(int node) {
    return frame[node];
  }

  FrameTable.Frame frame(int node) {
    return frames.frame(frame[node]);
  }

  /** Samples that ended in the node. */
  long samples(int node) {
    return samples[node];
  }

  /** Weight of the samples that ended in the node. */
  long weight(int node) {
    return weight[node];
  }

  /** The child with a frame; it is made if there is none. */
  int child(int node, String name, FrameKind kind) {
    return child(node, frames.idOf(name, kind));
  }

  int child(int node, int frameId) {
    int mask = index.length - 1;
    int slot = hash(node, frameId) & mask;
    for (int found; (found = index[slot]) != 0; slot = (slot + 1) & mask) {
      if (parent[found] == node && frame[found] == frameId) {
        return found;
      }
    }
    if (size >= MAX_NODES) {
      int cut = frames.idOf(CUT, FrameKind.NOTE);
      return node == ROOT && frameId == cut ? append(node, cut, slot) : cutNode(cut);
    }
    return append(node, frameId, slot);
  }

  private int cutNode(int cut) {
    int mask = index.length - 1;
    int slot = hash(ROOT, cut) & mask;
    for (int found; (found = index[slot]) != 0; slot = (slot + 1) & mask) {
      if (parent[found] == ROOT && frame[found] == cut) {
        return found;
      }
    }
    return append(ROOT, cut, slot);
  }

  private int append(int node, int frameId, int slot) {
    int made = size++;
    if (made == parent.length) {
      int longer = made * 2;
      parent = Arrays.copyOf(parent, longer);
      frame = Arrays.copyOf(frame, longer);
      samples = Arrays.copyOf(samples, longer);
      weight = Arrays.copyOf(weight, longer);
    }
    parent[made] = node;
    frame[made] = frameId;
    index[slot] = made;
    if (size * 2 > index.length) {
      rehash();
    }
    return made;
  }

  private void rehash() {
    int[] larger = new int[index.length * 2];
    int mask = larger.length - 1;
    for (int node = 1; node < size; node++) {
      int slot = hash(parent[node], frame[node]) & mask;
      while (larger[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      larger[slot] = node;
    }
    index = larger;
  }

  private static int hash(int node, int frameId) {
    int mixed = (node * 31 + frameId) * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  /** Counts samples that ended in a node. */
  void add(int node, long moreSamples, long moreWeight) {
    samples[node] += moreSamples;
    weight[node] += moreWeight;
  }

  /** Adds all stacks of another tree. */
  void merge(StackTree other) {
    int[] mapped = new int[other.size];
    int[] ids = new int[other.frames.size()];
    Arrays.fill(ids, -1);
    for (int node = 0; node < other.size; node++) {
      if (node != ROOT) {
        int id = other.frame[node];
        if (ids[id] < 0) {
          ids[id] = frames.idOf(other.frames.frame(id));
        }
        mapped[node] = child(mapped[other.parent[node]], ids[id]);
      }
      add(mapped[node], other.samples[node], other.weight[node]);
    }
  }

  /** The same stacks without their routes. */
  StackTree withoutRoutes() {
    return select(null);
  }

  /** The stacks of one route, without it. */
  StackTree ofRoute(String route) {
    return select(route);
  }

  private StackTree select(@Nullable String route) {
    StackTree selected = new StackTree(frames);
    int[] mapped = new int[size];
    for (int node = 0; node < size; node++) {
      int to = node == ROOT ? (route == null ? ROOT : -1) : mapped[parent[node]];
      if (node != ROOT && frame(node).kind() == FrameKind.ROUTE) {
        to = route == null || frame(node).name().equals(route) ? ROOT : -1;
      } else if (node != ROOT && to >= 0) {
        to = selected.child(to, frame[node]);
      }
      mapped[node] = to;
      if (to >= 0) {
        selected.add(to, samples[node], weight[node]);
      }
    }
    return selected;
  }

  /** Samples that ended in each node or below it. */
  long[] totalSamples() {
    return totals(samples);
  }

  /** Weight of the samples that ended in each node or below it. */
  long[] totalWeights() {
    return totals(weight);
  }

  private long[] totals(long[] self) {
    long[] totals = Arrays.copyOf(self, size);
    for (int node = size - 1; node > ROOT; node--) {
      totals[parent[node]] += totals[node];
    }
    return totals;
  }

  long sampleCount() {
    return sum(samples);
  }

  long weightSum() {
    return sum(weight);
  }

  private long sum(long[] values) {
    long sum = 0;
    for (int node = 0; node < size; node++) {
      sum += values[node];
    }
    return sum;
  }

  /**
   * A copy of the heaviest nodes; what is left out is counted, with its samples, in a child {@value
   * #CUT} of the nearest node that stays, so that sums and self times of the others stay true.
   */
  StackTree pruned(int maxNodes) {
    if (size <= maxNodes) {
      return this;
    }
    long[] totals = totalWeights();
    long[] sorted = Arrays.copyOf(totals, size);
    Arrays.sort(sorted);
    // A node needs room for itself and perhaps for its child that counts what was cut.
    long threshold = sorted[Math.max(0, size - maxNodes / 2)];
    StackTree kept = new StackTree(frames);
    int cut = frames.idOf(CUT, FrameKind.NOTE);
    int[] mapped = new int[size];
    boolean[] isCut = new boolean[size];
    for (int node = 0; node < size; node++) {
      if (node != ROOT) {
        int above = mapped[parent[node]];
        isCut[node] = isCut[parent[node]] || totals[node] <= threshold;
        if (!isCut[node]) {
          mapped[node] = kept.child(above, frame[node]);
        } else if (isCut[parent[node]]) {
          mapped[node] = above;
        } else {
          mapped[node] = kept.child(above, cut);
        }
      }
      kept.add(mapped[node], samples[node], weight[node]);
    }
    return kept;
  }
}
