package io.sonde.profiler;

import java.io.ByteArrayOutputStream;

/** A document in memory that grows to {@value #MAX_BYTES} bytes and no further. */
final class BoundedOutput extends ByteArrayOutputStream {

  static final int MAX_BYTES = 64 << 20;

  @Override
  public synchronized void write(int b) {
    check(1);
    super.write(b);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    check(length);
    super.write(bytes, offset, length);
  }

  private void check(int length) {
    if (count > MAX_BYTES - length) {
      throw new TooLargeException();
    }
  }

  /** Unchecked, because a print stream swallows an {@link java.io.IOException}. */
  static final class TooLargeException extends RuntimeException {}
}
