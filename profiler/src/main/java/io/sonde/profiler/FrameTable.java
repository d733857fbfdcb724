package io.sonde.profiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers the frames of stacks, from 0 on; not thread-safe. */
final class FrameTable {

  /** A frame costs its two characters each, two objects, a map entry and two references. */
  private static final int BYTES_PER_FRAME = 160;

  private final Map<Frame, Integer> ids = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();
  private long sizeBytes;

  /** A name in the form of class files ({@code java/lang/String.length}) and its kind. */
  record Frame(String name, FrameKind kind) {

    /** The class part of a Java frame or the whole name, with dots. */
    String dotted() {
      return name.replace('/', '.');
    }
  }

  int idOf(String name, FrameKind kind) {
    return idOf(new Frame(name, kind));
  }

  int idOf(Frame frame) {
    Integer known = ids.get(frame);
    if (known != null) {
      return known;
    }
    int id = frames.size();
    frames.add(frame);
    ids.put(frame, id);
    sizeBytes += BYTES_PER_FRAME + 2L * frame.name().length();
    return id;
  }

  /** The number of a frame, or -1. */
  int find(String name, FrameKind kind) {
    @Nullable Integer known = ids.get(new Frame(name, kind));
    return known == null ? -1 : known;
  }

  Frame frame(int id) {
    return frames.get(id);
  }

  int size() {
    return frames.size();
  }

  /** An estimate of the heap that it takes, from above. */
  long sizeBytes() {
    return sizeBytes;
  }
}
