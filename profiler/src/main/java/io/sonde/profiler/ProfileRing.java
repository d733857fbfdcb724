package io.sonde.profiler;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest slices of the continuous mode, packed, within a fixed number of bytes.
 *
 * <p>Slices share one table of frames; it is made anew when slices that used it have gone. All
 * fields are guarded by this.
 */
final class ProfileRing {

  private static final int SLICE_OVERHEAD_BYTES = 1_000;

  /** Packed nodes are about this long. */
  private static final int NODE_BYTES = 8;

  private final int maxSlices;
  private final long maxBytes;
  private final Deque<Slice> slices = new ArrayDeque<>();
  private FrameTable frames = new FrameTable();
  private long dropped;

  ProfileRing(int maxSlices, long maxBytes) {
    this.maxSlices = maxSlices;
    this.maxBytes = maxBytes;
  }

  private record Slice(
      Window window, Map<Event, byte[]> stacks, Map<Event, Sampling> sampling, long sizeBytes) {}

  /** What is kept: how many slices, from when to when, in how many bytes. */
  record Extent(int slices, long fromMillis, long toMillis, long sizeBytes, long dropped) {}

  synchronized void add(Recording recording) {
    Map<Event, byte[]> packed = new EnumMap<>(Event.class);
    long sizeBytes = SLICE_OVERHEAD_BYTES;
    int events = Math.max(1, recording.stacks().size());
    // A quarter is left for frames.
    long budget = maxBytes * 3 / 4 / maxSlices / events;
    for (Map.Entry<Event, StackTree> entry : recording.stacks().entrySet()) {
      byte[] bytes = pack(entry.getValue(), budget);
      packed.put(entry.getKey(), bytes);
      sizeBytes += bytes.length;
    }
    slices.addLast(new Slice(recording.window(), packed, recording.sampling(), sizeBytes));
    if (slices.size() > maxSlices) {
      slices.removeFirst();
    }
    if (sizeBytes() > maxBytes || frames.sizeBytes() > maxBytes / 4) {
      repack();
    }
    while (sizeBytes() > maxBytes && slices.size() > 1) {
      slices.removeFirst();
      dropped++;
      repack();
    }
  }

  private byte[] pack(StackTree tree, long budget) {
    StackTree own = new StackTree(frames);
    own.merge(tree);
    int nodes = (int) Math.min(StackTree.MAX_NODES, Math.max(64, budget / NODE_BYTES));
    byte[] bytes = StackCode.encode(own.pruned(nodes));
    while (bytes.length > budget && nodes > 64) {
      nodes /= 2;
      bytes = StackCode.encode(own.pruned(nodes));
    }
    return bytes;
  }

  /** Leaves out frames that no slice uses any more. */
  private void repack() {
    FrameTable fresh = new FrameTable();
    List<Slice> old = new ArrayList<>(slices);
    slices.clear();
    for (Slice slice : old) {
      Map<Event, byte[]> packed = new EnumMap<>(Event.class);
      slice.stacks.forEach(
          (event, bytes) -> {
            StackTree tree = new StackTree(fresh);
            tree.merge(StackCode.decode(bytes, frames));
            packed.put(event, StackCode.encode(tree));
          });
      slices.addLast(new Slice(slice.window, packed, slice.sampling, slice.sizeBytes));
    }
    frames = fresh;
  }

  private long sizeBytes() {
    long sizeBytes = frames.sizeBytes();
    for (Slice slice : slices) {
      sizeBytes += slice.sizeBytes;
    }
    return sizeBytes;
  }

  synchronized Extent extent() {
    Slice first = slices.peekFirst();
    Slice last = slices.peekLast();
    return new Extent(
        slices.size(),
        first == null ? 0 : first.window.startMillis(),
        last == null ? 0 : last.window.endMillis(),
        sizeBytes(),
        dropped);
  }

  /**
   * The stacks of an event of the slices whose middle is in a window, or, if it has none, of those
   * that touch it.
   *
   * @throws ProfilerUnavailableException if there are none
   */
  synchronized StackProfile read(Event event, long fromMillis, long toMillis)
      throws ProfilerUnavailableException {
    List<Slice> chosen = new ArrayList<>();
    List<Slice> touching = new ArrayList<>();
    for (Slice slice : slices) {
      long middle = (slice.window.startMillis() + slice.window.endMillis()) / 2;
      boolean sampled = slice.sampling.containsKey(event);
      if (sampled && middle >= fromMillis && middle <= toMillis) {
        chosen.add(slice);
      } else if (sampled
          && slice.window.endMillis() >= fromMillis
          && slice.window.startMillis() <= toMillis) {
        touching.add(slice);
      }
    }
    return merge(event, chosen.isEmpty() ? touching : chosen);
  }

  private StackProfile merge(Event event, List<Slice> chosen) throws ProfilerUnavailableException {
    StackTree tree = new StackTree();
    Window window = null;
    Sampling sampling = null;
    for (Slice slice : chosen) {
      byte[] bytes = slice.stacks.get(event);
      if (bytes != null) {
        tree.merge(StackCode.decode(bytes, frames));
      }
      window = window == null ? slice.window : window.and(slice.window);
      sampling = join(sampling, slice.sampling.get(event), event);
    }
    if (window == null || sampling == null) {
      throw new ProfilerUnavailableException(nothing(event));
    }
    return new StackProfile(event, tree, sampling, window);
  }

  /** Samples of different intervals cannot be added up; their weights can. */
  private static @Nullable Sampling join(
      @Nullable Sampling before, @Nullable Sampling next, Event event) {
    if (before == null || next == null) {
      return next == null ? before : next;
    }
    boolean same =
        before.interval() == next.interval() && before.weightUnit().equals(next.weightUnit());
    return same ? next : next.withWeightUnit(event.intervalUnit().label());
  }

  private String nothing(Event event) {
    Slice first = slices.peekFirst();
    Slice last = slices.peekLast();
    if (first == null || last == null) {
      return "the continuous mode has kept nothing yet; ask for a capture (seconds)";
    }
    return "the continuous mode has no "
        + event.label()
        + " samples of that time; kept is "
        + time(first.window.startMillis())
        + " to "
        + time(last.window.endMillis())
        + " of "
        + slices.stream()
            .flatMap(slice -> slice.sampling.keySet().stream())
            .distinct()
            .map(Event::label)
            .toList();
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }
}
