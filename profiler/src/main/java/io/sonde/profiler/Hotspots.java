package io.sonde.profiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a profile says, as tables.
 *
 * <p>Samples of the agent are left out of all tables but counted in the whole. Shares are of the
 * whole; an error is half of a share's 95 % interval.
 *
 * @param profile what the tables were made of
 * @param samples all samples
 * @param weight their weight
 * @param agentWeight the part of it that belongs to the agent
 * @param routes by weight
 * @param bySelf methods by the weight that ended in them, the classes below them included
 * @param byTotal methods by the weight that passed through them
 * @param classes of objects or locks, by weight
 * @param sites of objects or locks, by weight: class, and the innermost method that is not the
 *     JDK's
 */
record Hotspots(
    StackProfile profile,
    long samples,
    long weight,
    long agentWeight,
    List<Row> routes,
    List<Method> bySelf,
    List<Method> byTotal,
    List<Row> classes,
    List<Site> sites) {

  static final int MAX_ROWS = 50;

  private static final int MAX_NEIGHBOURS = 5;

  private static final String[] JDK = {
    "java/", "javax/", "jdk/", "sun/", "com/sun/", "org/ietf/", "org/w3c/", "org/xml/"
  };

  /** A name with its part of the whole. */
  record Row(String name, long samples, long weight) {}

  /** A class, the method that is responsible, and the method that did it. */
  record Site(String type, String method, String innermost, long samples, long weight) {}

  /** A method with its callers and callees, those by the weight that they share with it. */
  record Method(
      String name,
      long selfSamples,
      long self,
      long totalSamples,
      long total,
      List<Row> callers,
      List<Row> callees) {}

  /** The share of a weight. */
  double share(long part) {
    return weight == 0 ? 0 : (double) part / weight;
  }

  /** Half of the share's 95 % interval. */
  double error(long part) {
    return SampleError.ofShare(share(part), samples);
  }

  boolean isReliable() {
    return samples >= SampleError.RELIABLE_SAMPLES;
  }

  double perSecond(long part) {
    return part / profile.window().sampledSeconds();
  }

  static Hotspots of(StackProfile profile) {
    return new Collector(profile).collect();
  }

  private static final class Sum {

    private long samples;
    private long weight;

    void add(long moreSamples, long moreWeight) {
      samples += moreSamples;
      weight += moreWeight;
    }
  }

  private record Edge(int caller, int callee) {}

  private record ClassSite(int type, int method, int innermost) {}

  private static final class Collector {

    private final StackProfile profile;
    private final StackTree tree;
    private final long[] totalSamples;
    private final long[] totalWeights;
    private final boolean[] isAgent;
    private final Sum[] self;
    private final Sum[] total;
    private final Map<Integer, Sum> routes = new HashMap<>();
    private final Map<Integer, Sum> classes = new HashMap<>();
    private final Map<ClassSite, Sum> sites = new HashMap<>();
    private final Map<Edge, Sum> edges = new HashMap<>();

    Collector(StackProfile profile) {
      this.profile = profile;
      tree = profile.stacks();
      totalSamples = tree.totalSamples();
      totalWeights = tree.totalWeights();
      isAgent = new boolean[tree.size()];
      int frames = tree.frames().size();
      self = sums(frames);
      total = sums(frames);
    }

    private static Sum[] sums(int length) {
      Sum[] sums = new Sum[length];
      for (int i = 0; i < length; i++) {
        sums[i] = new Sum();
      }
      return sums;
    }

    Hotspots collect() {
      long agentWeight = 0;
      for (int node = 1; node < tree.size(); node++) {
        FrameTable.Frame frame = tree.frame(node);
        boolean above = isAgent[tree.parent(node)];
        boolean marks = frame.kind() == FrameKind.NOTE && frame.name().equals(StackBuilder.AGENT);
        isAgent[node] = above || marks;
        if (marks && !above) {
          agentWeight += totalWeights[node];
        }
        if (frame.kind() == FrameKind.ROUTE) {
          add(routes, tree.frameId(node), totalSamples[node], totalWeights[node]);
        } else if (!isAgent[node]) {
          addNode(node, frame.kind());
        }
      }
      return new Hotspots(
          profile,
          tree.sampleCount(),
          tree.weightSum(),
          agentWeight,
          rows(routes),
          methods(self),
          methods(total),
          rows(classes),
          siteRows());
    }

    private void addNode(int node, FrameKind kind) {
      long samples = tree.samples(node);
      long weight = tree.weight(node);
      int id = tree.frameId(node);
      int parent = tree.parent(node);
      if (kind == FrameKind.CLASS) {
        add(classes, id, samples, weight);
        if (parent != StackTree.ROOT) {
          self[tree.frameId(parent)].add(samples, weight);
          sites
              .computeIfAbsent(
                  new ClassSite(id, tree.frameId(site(parent)), tree.frameId(parent)),
                  s -> new Sum())
              .add(samples, weight);
        }
        return;
      }
      self[id].add(samples, weight);
      if (!isRecursive(node)) {
        total[id].add(totalSamples[node], totalWeights[node]);
      }
      if (parent != StackTree.ROOT && tree.frame(parent).kind() != FrameKind.ROUTE) {
        edges
            .computeIfAbsent(new Edge(tree.frameId(parent), id), e -> new Sum())
            .add(totalSamples[node], totalWeights[node]);
      }
    }

    private boolean isRecursive(int node) {
      int id = tree.frameId(node);
      for (int above = tree.parent(node); above != StackTree.ROOT; above = tree.parent(above)) {
        if (tree.frameId(above) == id) {
          return true;
        }
      }
      return false;
    }

    /** The innermost node that is not the JDK's, or the given one if all are. */
    private int site(int innermost) {
      for (int node = innermost; node != StackTree.ROOT; node = tree.parent(node)) {
        FrameTable.Frame frame = tree.frame(node);
        if (frame.kind() == FrameKind.JAVA && !isJdk(frame.name())) {
          return node;
        }
      }
      return innermost;
    }

    private static boolean isJdk(String name) {
      for (String prefix : JDK) {
        if (name.startsWith(prefix)) {
          return true;
        }
      }
      return false;
    }

    private static void add(Map<Integer, Sum> sums, int id, long samples, long weight) {
      sums.computeIfAbsent(id, i -> new Sum()).add(samples, weight);
    }

    private List<Row> rows(Map<Integer, Sum> sums) {
      List<Row> rows = new ArrayList<>();
      sums.forEach((id, sum) -> rows.add(new Row(name(id), sum.samples, sum.weight)));
      return heaviest(rows, MAX_ROWS);
    }

    private static List<Row> heaviest(List<Row> rows, int max) {
      rows.sort(Comparator.comparingLong(Row::weight).reversed().thenComparing(Row::name));
      return List.copyOf(rows.subList(0, Math.min(max, rows.size())));
    }

    private List<Method> methods(Sum[] by) {
      List<Integer> ids = new ArrayList<>();
      for (int id = 0; id < by.length; id++) {
        if (by[id].weight > 0) {
          ids.add(id);
        }
      }
      ids.sort(Comparator.comparingLong((Integer id) -> by[id].weight).reversed());
      List<Method> methods = new ArrayList<>();
      for (int id : ids.subList(0, Math.min(MAX_ROWS, ids.size()))) {
        List<Row> callers = new ArrayList<>();
        List<Row> callees = new ArrayList<>();
        edges.forEach(
            (edge, sum) -> {
              if (edge.callee == id) {
                callers.add(new Row(name(edge.caller), sum.samples, sum.weight));
              }
              if (edge.caller == id) {
                callees.add(new Row(name(edge.callee), sum.samples, sum.weight));
              }
            });
        methods.add(
            new Method(
                name(id),
                self[id].samples,
                self[id].weight,
                total[id].samples,
                total[id].weight,
                heaviest(callers, MAX_NEIGHBOURS),
                heaviest(callees, MAX_NEIGHBOURS)));
      }
      return List.copyOf(methods);
    }

    private List<Site> siteRows() {
      List<Site> rows = new ArrayList<>();
      sites.forEach(
          (site, sum) ->
              rows.add(
                  new Site(
                      name(site.type),
                      name(site.method),
                      name(site.innermost),
                      sum.samples,
                      sum.weight)));
      rows.sort(Comparator.comparingLong(Site::weight).reversed().thenComparing(Site::method));
      return List.copyOf(rows.subList(0, Math.min(MAX_ROWS, rows.size())));
    }

    private String name(int id) {
      FrameTable.Frame frame = tree.frames().frame(id);
      return frame.kind() == FrameKind.ROUTE ? frame.name() : frame.dotted();
    }
  }
}
