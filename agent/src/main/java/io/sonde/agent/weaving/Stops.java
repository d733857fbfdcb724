package io.sonde.agent.weaving;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How long this JVM stands still at safepoints, by its own count: the counter {@code
 * sun.rt.safepointTime} of HotSpot's performance data, which the JVM keeps in a mapped file ({@code
 * /tmp/hsperfdata_<user>/<pid>}, layout in {@code perfMemory.hpp}).
 *
 * <p>The counter has the sum of all stops, so what lies between two {@linkplain #mark marks} is at
 * least as long as the longest stop in it: the longest stop is given as "at most". Where there is
 * no such file (option {@code -XX:-UsePerfData}, or no HotSpot) nothing is known.
 *
 * <p>For one thread.
 */
public final class Stops implements AutoCloseable {

  /** What {@link #mark}, {@link #longestNanos} and {@link #totalNanos} say if nothing is known. */
  public static final long UNKNOWN = -1;

  private static final int MAGIC = 0xcafec0c0;
  private static final int PROLOGUE_BYTES = 32;
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final String COUNTER = "sun.rt.safepointTime";
  private static final String FREQUENCY = "sun.os.hrt.frequency";
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final @Nullable RandomAccessFile file;
  private final ByteOrder order;
  private final int position;
  private long lastNanos;
  private long longestNanos;
  private long totalNanos;

  private Stops(@Nullable RandomAccessFile file, ByteOrder order, int position) {
    this.file = file;
    this.order = order;
    this.position = position;
  }

  /** Counts from now on, if this JVM counts; never fails. */
  public static Stops open() {
    File data =
        new File(
            "/tmp/hsperfdata_" + System.getProperty("user.name", ""),
            Long.toString(ProcessHandle.current().pid()));
    return open(data);
  }

  static Stops open(File data) {
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(data, "r");
      Stops stops = find(file);
      if (stops != null) {
        stops.lastNanos = stops.read();
        return stops;
      }
      file.close();
    } catch (IOException | RuntimeException e) {
      close(file);
    }
    return unknown();
  }

  /** Counts nothing. */
  public static Stops unknown() {
    return new Stops(null, ByteOrder.BIG_ENDIAN, 0);
  }

  private static @Nullable Stops find(RandomAccessFile file) throws IOException {
    int length = (int) Math.min(file.length(), MAX_FILE_BYTES);
    byte[] content = new byte[length];
    file.readFully(content);
    ByteBuffer data = ByteBuffer.wrap(content);
    if (length < PROLOGUE_BYTES || data.getInt(0) != MAGIC || data.get(5) != 2) {
      return null;
    }
    ByteOrder order = data.get(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    data.order(order);
    int counter = position(data, COUNTER);
    int frequency = position(data, FREQUENCY);
    if (counter < 0 || frequency < 0 || data.getLong(frequency) != NANOS_PER_SECOND) {
      return null;
    }
    return new Stops(file, order, counter);
  }

  /** Where the value of a number stands, or -1. */
  private static int position(ByteBuffer data, String wanted) {
    byte[] name = (wanted + "\0").getBytes(StandardCharsets.US_ASCII);
    int at = data.getInt(24);
    for (int left = data.getInt(28); left > 0; left--) {
      int from = at + data.getInt(at + 4);
      boolean isWanted = data.get(at + 12) == 'J';
      for (int i = 0; isWanted && i < name.length; i++) {
        isWanted = data.get(from + i) == name[i];
      }
      if (isWanted) {
        return at + data.getInt(at + 16);
      }
      int entryBytes = data.getInt(at);
      if (entryBytes <= 0) {
        return -1;
      }
      at += entryBytes;
    }
    return -1;
  }

  private long read() throws IOException {
    if (file == null) {
      return 0;
    }
    file.seek(position);
    long value = file.readLong();
    return order == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
  }

  /**
   * Ends a stretch of time and begins the next.
   *
   * @return how long the JVM stood still in it, in nanoseconds; {@link #UNKNOWN} if that is not
   *     known
   */
  public long mark() {
    if (file == null) {
      return UNKNOWN;
    }
    try {
      long nanos = read();
      long stretchNanos = nanos - lastNanos;
      lastNanos = nanos;
      longestNanos = Math.max(longestNanos, stretchNanos);
      totalNanos += stretchNanos;
      return stretchNanos;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** No stop was longer than this, in nanoseconds; or {@link #UNKNOWN}. */
  public long longestNanos() {
    return file == null ? UNKNOWN : longestNanos;
  }

  /** All stops together, in nanoseconds; or {@link #UNKNOWN}. */
  public long totalNanos() {
    return file == null ? UNKNOWN : totalNanos;
  }

  @Override
  public void close() {
    close(file);
  }

  private static void close(@Nullable RandomAccessFile file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // it was only read
      }
    }
  }
}
