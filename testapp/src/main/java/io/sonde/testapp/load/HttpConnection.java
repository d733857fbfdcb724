package io.sonde.testapp.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that is kept: blocking, and with little between the socket and the clock.
 * Not thread-safe.
 */
final class HttpConnection implements AutoCloseable {

  private static final int BUFFER_BYTES = 16_384;
  private static final int HEADER_LINES = 200;

  /** The one form of the header that is read, the shop's; milliseconds follow. */
  private static final String SERVER_TIMING = "server-timing: app;dur=";

  private static final long UNTIL_END = -1;
  private static final long CHUNKED = -2;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long deadlineNanos;
  private boolean answerBegun;
  private boolean reusable = true;
  private long lastUsedNanos;
  private long serverNanos;

  private HttpConnection(LoopbackTarget target, long timeoutMillis) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.connect(target.address(), (int) timeoutMillis);
      in = socket.getInputStream();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static HttpConnection open(LoopbackTarget target, long timeoutMillis) throws IOException {
    return new HttpConnection(target, timeoutMillis);
  }

  /**
   * Sends a request and reads its answer to the last byte.
   *
   * @return the status
   */
  int exchange(byte[] request, long timeoutNanos) throws IOException {
    deadlineNanos = System.nanoTime() + timeoutNanos;
    answerBegun = false;
    serverNanos = 0;
    boolean complete = false;
    try {
      socket.getOutputStream().write(request);
      int status = readAnswer();
      complete = true;
      return status;
    } finally {
      lastUsedNanos = System.nanoTime();
      reusable &= complete;
    }
  }

  /** Returns whether a byte of the last exchange's answer has come. */
  boolean answerBegun() {
    return answerBegun;
  }

  /** Returns whether the server has not ended the connection, as far as its answers tell. */
  boolean reusable() {
    return reusable;
  }

  /**
   * Returns how long the server says that the last exchange took it, in nanoseconds: {@code dur} of
   * {@code Server-Timing}; 0 if it says nothing, or more than that.
   */
  long serverNanos() {
    return serverNanos;
  }

  /** Returns when the last exchange ended. */
  long lastUsedNanos() {
    return lastUsedNanos;
  }

  private int readAnswer() throws IOException {
    while (true) {
      String statusLine = readLine();
      if (statusLine.length() < 12 || !statusLine.startsWith("HTTP/1.")) {
        throw new ProtocolException("not an HTTP/1 answer");
      }
      int status = parse(statusLine.substring(9, 12), 10);
      if (statusLine.startsWith("HTTP/1.0")) {
        reusable = false;
      }
      long length = readHeaders();
      if (status >= 200) {
        readBody(status == 204 || status == 304 ? 0 : length);
        return status;
      }
    }
  }

  private long readHeaders() throws IOException {
    long length = UNTIL_END;
    for (int i = 0; i < HEADER_LINES; i++) {
      String line = readLine().toLowerCase(Locale.ROOT);
      if (line.isEmpty()) {
        return length;
      }
      if (line.startsWith("content-length:") && length != CHUNKED) {
        length = parse(line.substring("content-length:".length()).trim(), 10);
      } else if (line.startsWith("transfer-encoding:") && line.endsWith("chunked")) {
        length = CHUNKED;
      } else if (line.startsWith(SERVER_TIMING)) {
        serverNanos = nanos(line.substring(SERVER_TIMING.length()));
      } else if (line.startsWith("connection:") && line.endsWith("close")) {
        reusable = false;
      }
    }
    throw new ProtocolException("more than " + HEADER_LINES + " header lines");
  }

  private void readBody(long length) throws IOException {
    if (length == CHUNKED) {
      readChunks();
    } else if (length == UNTIL_END) {
      reusable = false;
      while (fill()) {
        position = limit;
      }
    } else {
      skip(length);
    }
  }

  private void readChunks() throws IOException {
    long size;
    do {
      String line = readLine();
      int extension = line.indexOf(';');
      size = parse((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
      skip(size);
      // The end of the chunk, or of the empty trailer.
      String end = readLine();
      while (size == 0 && !end.isEmpty()) {
        end = readLine();
      }
    } while (size > 0);
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      if (position == limit && !fill()) {
        throw new EOFException("the answer ended early");
      }
      int step = (int) Math.min(left, limit - position);
      position += step;
      left -= step;
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder(64);
    while (true) {
      if (position == limit && !fill()) {
        throw new EOFException("the server closed the connection");
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      line.append(new String(buffer, position, end - position, StandardCharsets.ISO_8859_1));
      if (line.length() > BUFFER_BYTES) {
        throw new ProtocolException("a line of more than " + BUFFER_BYTES + " bytes");
      }
      position = Math.min(limit, end + 1);
      if (end < limit) {
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r'
            ? line.substring(0, length - 1)
            : line.toString();
      }
    }
  }

  private boolean fill() throws IOException {
    long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (leftMillis <= 0) {
      throw new SocketTimeoutException("no complete answer in time");
    }
    socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, leftMillis));
    int read = in.read(buffer);
    position = 0;
    limit = Math.max(0, read);
    answerBegun |= read > 0;
    return read > 0;
  }

  /** Another form of the header than the shop's is another server's, and no error. */
  private static long nanos(String millis) {
    return millis.matches("\\d{1,9}(\\.\\d+)?(e-\\d+)?")
        ? Math.round(Double.parseDouble(millis) * 1e6)
        : 0;
  }

  private static int parse(String number, int radix) throws ProtocolException {
    try {
      return Integer.parseUnsignedInt(number, radix);
    } catch (NumberFormatException e) {
      throw new ProtocolException("'" + number + "' where a number should be");
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
  }
}
