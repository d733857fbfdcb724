package io.sonde.exporters.history;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Entries of consecutive slots, packed.
 *
 * <p>An entry is the distance of its slot from the one before (the first: from the chunk's first
 * slot) and what the series writes after it. Integers have 7 bits a byte, lowest first. A number is
 * an integer shifted left by one, or the single byte 1 and a {@code float}: whole numbers up to
 * 2^53 are exact, others have 7 digits.
 */
final class Chunk {
  /** What the object, its array's head and its place in a list take. */
  static final int FIXED_BYTES = 64;

  private static final double WHOLE = 1L << 53;
  private static final int FIRST_CAPACITY = 12;

  final long firstSlot;
  private long lastSlot;
  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int length;

  Chunk(long firstSlot) {
    this.firstSlot = firstSlot;
    this.lastSlot = firstSlot;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(firstSlot);
    out.writeLong(lastSlot);
    out.writeInt(length);
    out.write(bytes, 0, length);
  }

  static Chunk readFrom(DataInputStream in) throws IOException {
    Chunk chunk = new Chunk(in.readLong());
    chunk.lastSlot = in.readLong();
    chunk.length = in.readInt();
    if (chunk.length < 0) {
      throw new IOException("negative length");
    }
    chunk.bytes = in.readNBytes(chunk.length);
    if (chunk.bytes.length < chunk.length) {
      throw new EOFException();
    }
    return chunk;
  }

  int usedBytes() {
    return FIXED_BYTES + bytes.length;
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return bytes[index];
  }

  void beginEntry(long slot) {
    putVarint(slot - lastSlot);
    lastSlot = slot;
  }

  void putVarint(long value) {
    if (length + 10 > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + 10, length + (length >> 1)));
    }
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void putNumber(double value) {
    long whole = (long) value;
    if (whole == value && Math.abs(value) < WHOLE) {
      putVarint(zigzag(whole) << 1);
      return;
    }
    putVarint(1);
    int bits = Float.floatToIntBits((float) value);
    // four times 8 bits: a varint would take five bytes for most floats
    if (length + 4 > bytes.length) {
      bytes = Arrays.copyOf(bytes, length + 4 + (length >> 1));
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (bits >>> shift);
    }
  }

  /** No entry follows: gives back what is not used. */
  void seal() {
    if (bytes.length > length) {
      bytes = Arrays.copyOf(bytes, length);
    }
  }

  static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }
}
