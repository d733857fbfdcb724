package io.sonde.exporters.history;

import io.sonde.exporters.registry.CellCounts;
import io.sonde.exporters.registry.MetricType;
import org.jspecify.annotations.Nullable;

/** Reads the entries of one {@link TierLog} in order. Used under the guard of its series. */
final class LogReader {
  private final TierLog log;
  private final MetricType type;
  private final boolean hasMax;
  private int chunkAt;
  private int at;
  private long chunkSlot;

  /** The slot of the current entry. */
  long slot;

  /** A gauge's mean, a counter's increment, a summary's count. */
  double first;

  /** A gauge's maximum, a summary's sum. */
  double second;

  /** Starts in the chunk that holds this slot, or after it: entries before it may come first. */
  LogReader(TierLog log, Tier tier, MetricType type, long fromSlot) {
    this.log = log;
    this.type = type;
    this.hasMax = tier != Tier.SECOND;
    int start = 0;
    while (start + 1 < log.chunks().size() && log.chunks().get(start + 1).firstSlot <= fromSlot) {
      start++;
    }
    enter(start);
  }

  private void enter(int chunk) {
    chunkAt = chunk;
    at = 0;
    if (chunk < log.chunks().size()) {
      chunkSlot = log.chunks().get(chunk).firstSlot;
    }
  }

  /** Whether there is one more entry, whose slot is known then but not yet its content. */
  boolean next() {
    while (chunkAt < log.chunks().size()) {
      if (at < log.chunks().get(chunkAt).length()) {
        chunkSlot += varint();
        slot = chunkSlot;
        return true;
      }
      enter(chunkAt + 1);
    }
    return false;
  }

  /** Reads the content, cells into {@code cells} or past them. */
  void content(@Nullable CellCounts cells) {
    switch (type) {
      case HISTOGRAM -> cells(cells);
      case SUMMARY -> {
        first = number();
        second = number();
      }
      case COUNTER -> first = number();
      default -> {
        first = number();
        second = hasMax ? number() : first;
      }
    }
  }

  private void cells(@Nullable CellCounts cells) {
    int left = (int) varint();
    int cell = 0;
    for (; left > 0; left--) {
      cell += (int) varint();
      long count = varint();
      if (cells != null) {
        cells.add(cell, count);
      }
    }
    long sum = Chunk.unzigzag(varint());
    if (cells != null) {
      cells.addSum(sum);
    }
  }

  private long varint() {
    Chunk chunk = log.chunks().get(chunkAt);
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = chunk.at(at++);
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private double number() {
    long tagged = varint();
    if ((tagged & 1) == 0) {
      return (double) Chunk.unzigzag(tagged >>> 1);
    }
    Chunk chunk = log.chunks().get(chunkAt);
    int bits = 0;
    for (int i = 0; i < 4; i++) {
      bits = bits << 8 | (chunk.at(at++) & 0xFF);
    }
    return Float.intBitsToFloat(bits);
  }
}
