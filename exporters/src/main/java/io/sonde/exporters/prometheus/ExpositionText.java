package io.sonde.exporters.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of UTF-8 in pieces of 32 KiB: it grows without copying and never needs one long array. Not
 * thread-safe while it is written.
 */
final class ExpositionText extends OutputStream {
  private static final int PIECE_BYTES = 32 * 1024;

  /** From here on {@link Double#toString} writes an exponent. */
  private static final double FIRST_WITH_EXPONENT = 1e7;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] piece = new byte[PIECE_BYTES];
  private int used;

  @Override
  public void write(int value) {
    if (used == PIECE_BYTES) {
      full.add(piece);
      piece = new byte[PIECE_BYTES];
      used = 0;
    }
    piece[used++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    int at = from;
    int left = length;
    while (left > 0) {
      if (used == PIECE_BYTES) {
        full.add(piece);
        piece = new byte[PIECE_BYTES];
        used = 0;
      }
      int fitting = Math.min(left, PIECE_BYTES - used);
      System.arraycopy(bytes, at, piece, used, fitting);
      used += fitting;
      at += fitting;
      left -= fitting;
    }
  }

  /** Adds text as it is. */
  void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
        write(rest, 0, rest.length);
        return;
      }
      write(c);
    }
  }

  /** Adds text with backslashes and ends of line escaped, and quotes if asked for. */
  void escaped(String text, boolean isQuoted) {
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || (c == '"' && isQuoted)) {
        text(text.substring(done, i));
        write('\\');
        write(c == '\n' ? 'n' : c);
        done = i + 1;
      }
    }
    text(done == 0 ? text : text.substring(done));
  }

  /** Adds a number as Prometheus reads it: Java's notation, infinities as {@code +Inf}. */
  void number(double value) {
    long whole = (long) value;
    if (whole == value && Math.abs(value) < FIRST_WITH_EXPONENT && (whole != 0 || 1 / value > 0)) {
      wholeNumber(whole);
      write('.');
      write('0');
    } else if (Double.isInfinite(value)) {
      text(value > 0 ? "+Inf" : "-Inf");
    } else {
      text(Double.toString(value));
    }
  }

  private void wholeNumber(long value) {
    long left = value;
    if (left < 0) {
      write('-');
      left = -left;
    }
    long power = 1;
    while (power * 10 <= left) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      write((int) ('0' + left / power % 10));
    }
  }

  /** How many bytes there are. */
  int length() {
    return full.size() * PIECE_BYTES + used;
  }

  /** Writes all bytes, piece by piece. */
  void writeTo(OutputStream out) throws IOException {
    for (byte[] bytes : full) {
      out.write(bytes);
    }
    out.write(piece, 0, used);
  }
}
