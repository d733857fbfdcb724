package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of all technologies, indexed for {@link ClassGlance}: exact names, markers, and the
 * methods of each rule.
 *
 * <p>Built once before {@code main} with plain loops; immutable.
 */
final class WeavingPlan {

  /** A type rule and what it belongs to. */
  static final class Entry {
    final Technology technology;
    final TypeRule rule;

    Entry(Technology technology, TypeRule rule) {
      this.technology = technology;
      this.rule = rule;
    }
  }

  /** No marker has fewer bytes. */
  static final int SHORTEST_MARKER = 8;

  private static final int BLOOM_BITS = 1 << 12;

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, List<Entry>> named = new HashMap<>();
  private final Map<String, List<Entry>> marked = new HashMap<>();
  private final List<byte[]> markers = new ArrayList<>();
  private final long[] bloom = new long[BLOOM_BITS >>> 6];
  private int longestMarker;

  WeavingPlan(Collection<Technology> technologies) {
    for (Technology technology : technologies) {
      for (TypeRule rule : technology.types()) {
        Entry entry = new Entry(technology, rule);
        entries.add(entry);
        for (String name : rule.names()) {
          put(named, name.replace('.', '/'), entry);
        }
        for (String marker : rule.markers()) {
          addMarker(marker, entry);
        }
      }
    }
  }

  private void addMarker(String marker, Entry entry) {
    if (put(marked, marker, entry)) {
      byte[] bytes = marker.getBytes(StandardCharsets.US_ASCII);
      markers.add(bytes);
      longestMarker = Math.max(longestMarker, bytes.length);
      int bit = bloomBit(bytes, 0, bytes.length);
      bloom[bit >>> 6] |= 1L << bit;
    }
  }

  private static boolean put(Map<String, List<Entry>> map, String key, Entry entry) {
    List<Entry> list = map.get(key);
    boolean isNew = list == null;
    if (list == null) {
      list = new ArrayList<>(2);
      map.put(key, list);
    }
    list.add(entry);
    return isNew;
  }

  /** Bytes of the longest marker. */
  int longestMarker() {
    return longestMarker;
  }

  /** Every rule of every technology. */
  List<Entry> entries() {
    return entries;
  }

  /** The rules that name a type exactly (internal name), or null. */
  @Nullable List<Entry> named(String internalName) {
    return named.get(internalName);
  }

  /**
   * The rules that a constant-pool text is a marker of, or null; allocates nothing unless the text
   * is very probably a marker.
   */
  @Nullable List<Entry> marked(byte[] bytes, int from, int length) {
    if (length > longestMarker || length < SHORTEST_MARKER) {
      return null;
    }
    int bit = bloomBit(bytes, from, length);
    if ((bloom[bit >>> 6] & 1L << bit) == 0) {
      return null;
    }
    for (byte[] marker : markers) {
      if (matches(marker, bytes, from, length)) {
        return marked.get(new String(marker, StandardCharsets.US_ASCII));
      }
    }
    return null;
  }

  private static boolean matches(byte[] marker, byte[] bytes, int from, int length) {
    if (marker.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (marker[i] != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static int bloomBit(byte[] bytes, int from, int length) {
    int hash =
        length * 31
            + bytes[from + 1] * 7
            + bytes[from + length / 2] * 131
            + bytes[from + length - 2] * 521
            + bytes[from + length - 5] * 2053;
    return (hash ^ (hash >>> 12)) & (BLOOM_BITS - 1);
  }
}
