package io.sonde.exporters.history;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All entries of one series in one tier, oldest first. Guarded by its series. */
final class TierLog {
  private static final int FIXED_BYTES = 96;

  private final Tier tier;
  private final List<Chunk> chunks = new ArrayList<>(0);
  private int sealedBytes;

  TierLog(Tier tier) {
    this.tier = tier;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(chunks.size());
    for (Chunk chunk : chunks) {
      chunk.writeTo(out);
    }
  }

  /** Takes what {@link #writeTo} wrote; this log is empty before. */
  void readFrom(DataInputStream in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      if (!chunks.isEmpty()) {
        sealedBytes += chunks.get(chunks.size() - 1).usedBytes();
      }
      chunks.add(Chunk.readFrom(in));
    }
  }

  int usedBytes() {
    int open = chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).usedBytes();
    return FIXED_BYTES + sealedBytes + open;
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  List<Chunk> chunks() {
    return chunks;
  }

  /** Whether an entry of this slot would be the first of its chunk. */
  boolean startsChunk(long slot) {
    return chunks.isEmpty() || slot >= chunks.get(chunks.size() - 1).firstSlot + tier.chunkSlots;
  }

  /** The chunk to write the entry of this slot into; slots come in ascending order. */
  Chunk open(long slot) {
    if (startsChunk(slot)) {
      if (!chunks.isEmpty()) {
        Chunk last = chunks.get(chunks.size() - 1);
        last.seal();
        sealedBytes += last.usedBytes();
      }
      chunks.add(new Chunk(slot - Math.floorMod(slot, tier.chunkSlots)));
    }
    Chunk chunk = chunks.get(chunks.size() - 1);
    chunk.beginEntry(slot);
    return chunk;
  }

  /** Lets go of the chunks that end before this slot. */
  void expire(long oldestSlot) {
    int gone = 0;
    while (gone < chunks.size() && chunks.get(gone).firstSlot + tier.chunkSlots <= oldestSlot) {
      if (gone < chunks.size() - 1) {
        sealedBytes -= chunks.get(gone).usedBytes();
      }
      gone++;
    }
    if (gone > 0) {
      chunks.subList(0, gone).clear();
    }
  }

  void clear() {
    chunks.clear();
    sealedBytes = 0;
  }
}
