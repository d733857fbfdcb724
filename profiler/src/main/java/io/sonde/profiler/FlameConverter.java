package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import one.convert.Arguments;
import one.convert.CallStack;
import one.convert.FlameGraph;
import one.convert.Frame;
import one.convert.JfrConverter;
import one.jfr.JfrReader;
import one.jfr.StackTrace;
import one.jfr.event.AllocationSample;
import one.jfr.event.Event;
import one.jfr.event.EventAggregator;
import one.jfr.event.EventCollector;

/**
 * Builds a flame graph from a recording, like the converter of async-profiler does, with three
 * differences: samples of the agent stand apart under {@value #AGENT_ROOT}, bytes are estimated
 * without bias, and collapsed stacks carry no type suffixes.
 */
final class FlameConverter extends JfrConverter {

  /** The root frame of all stacks in which the agent appears. */
  static final String AGENT_ROOT = "[sonde]";

  private static final String NO_STACK = "[no stack]";

  private final FlameGraph graph;
  private final String[] agentPrefixes;
  private final boolean typed;
  private final CallStack stack = new CallStack();
  private long samples;

  FlameConverter(JfrReader reader, Arguments arguments, List<String> agentPackages) {
    super(reader, arguments);
    this.graph = new FlameGraph(arguments);
    this.typed = !"collapsed".equals(arguments.output);
    this.agentPrefixes = new String[agentPackages.size()];
    for (int i = 0; i < agentPrefixes.length; i++) {
      agentPrefixes[i] = agentPackages.get(i).replace('.', '/');
    }
  }

  long samples() {
    return samples;
  }

  /** Writes the document and closes the stream. */
  void dump(OutputStream out) throws IOException {
    graph.dump(out);
  }

  @Override
  protected EventCollector createCollector(Arguments arguments) {
    return new UnbiasedAggregator();
  }

  @Override
  protected void convertChunk() {
    collector.forEach((event, count, value) -> add(event, count, args.total ? value : count));
  }

  private void add(Event event, long count, long weight) {
    samples += count;
    StackTrace trace = jfr.stackTraces.get(event.stackTraceId);
    if (trace == null) {
      push(NO_STACK, Frame.TYPE_NATIVE);
    } else {
      push(trace);
    }
    long classId = event.classId();
    if (classId != 0) {
      boolean outsideTlab = event instanceof AllocationSample sample && sample.tlabSize == 0;
      push(getClassName(classId), outsideTlab ? Frame.TYPE_KERNEL : Frame.TYPE_INLINED);
    }
    graph.addSample(stack, weight);
    stack.clear();
  }

  private void push(StackTrace trace) {
    if (isAgent(trace)) {
      push(AGENT_ROOT, Frame.TYPE_NATIVE);
    }
    for (int i = trace.methods.length - 1; i >= 0; i--) {
      push(getMethodName(trace.methods[i], trace.types[i]), trace.types[i]);
    }
  }

  private boolean isAgent(StackTrace trace) {
    if (agentPrefixes.length == 0) {
      return false;
    }
    for (int i = 0; i < trace.methods.length; i++) {
      String name = getMethodName(trace.methods[i], trace.types[i]);
      for (String prefix : agentPrefixes) {
        if (name.startsWith(prefix)) {
          return true;
        }
      }
    }
    return false;
  }

  private void push(String name, byte type) {
    // The writer of collapsed stacks adds a suffix for every type but native.
    stack.push(safe(name), typed ? type : Frame.TYPE_NATIVE);
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
   * Sums samples, with weights for allocations that are right on average.
   *
   * <p>The JVM takes a sample with probability {@code 1 - exp(-size / interval)}, so one that was
   * taken stands for {@code size} divided by that (Horvitz and Thompson, 1952). For small objects
   * this is the interval. async-profiler itself counts {@code max(size, interval)}, up to 37 %
   * less.
   */
  private static final class UnbiasedAggregator extends EventAggregator {

    UnbiasedAggregator() {
      super(false, 0);
    }

    @Override
    public void collect(Event event) {
      long value = event.value();
      if (event instanceof AllocationSample sample) {
        value = weightBytes(sample.allocationSize, io.sonde.profiler.Event.ALLOC.interval());
      }
      collect(event, event.samples(), value);
    }
  }

  static long weightBytes(long sizeBytes, long intervalBytes) {
    double ratio = (double) sizeBytes / intervalBytes;
    return Math.round(ratio < 1e-6 ? intervalBytes : sizeBytes / -Math.expm1(-ratio));
  }
}
