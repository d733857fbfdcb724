package io.sonde.agent.cli;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts in a file of HotSpot's performance data ({@code hsperfdata_<user>/<pid>}), which a JVM
 * maps into its memory and keeps up to date. Layout: {@code PerfDataPrologue} and {@code
 * PerfDataEntry} of HotSpot's {@code perfMemory.hpp}, version 2.
 *
 * @param texts by name
 */
record PerfData(Map<String, String> texts) {

  /** HotSpot cuts texts here ({@code PerfMaxStringConstLength}). */
  static final int MAX_TEXT_BYTES = 1024;

  private static final int MAGIC = 0xcafec0c0;
  private static final int MAX_ENTRIES = 10_000;

  /** Reads a file's content; null if it is none of HotSpot's or not complete yet. */
  static @Nullable PerfData parse(byte[] content) {
    try {
      ByteBuffer file = ByteBuffer.wrap(content);
      if (file.getInt(0) != MAGIC || file.get(5) != 2) {
        return null;
      }
      file.order(file.get(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      int at = file.getInt(24);
      int entries = Math.min(file.getInt(28), MAX_ENTRIES);
      Map<String, String> texts = new HashMap<>();
      for (int i = 0; i < entries; i++) {
        int length = file.getInt(at);
        if (file.get(at + 12) == 'B' && file.getInt(at + 8) > 0) {
          String name = text(content, at + file.getInt(at + 4), content.length);
          int data = at + file.getInt(at + 16);
          texts.put(name, text(content, data, data + file.getInt(at + 8)));
        }
        if (length <= 0) {
          return null;
        }
        at += length;
      }
      return new PerfData(Map.copyOf(texts));
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static String text(byte[] content, int from, int limit) {
    int to = from;
    while (to < limit && content[to] != 0) {
      to++;
    }
    return new String(content, from, to - from, StandardCharsets.UTF_8);
  }

  /** A text, or an empty one. */
  String text(String name) {
    return texts.getOrDefault(name, "");
  }
}
