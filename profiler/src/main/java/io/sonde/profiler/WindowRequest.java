package io.sonde.profiler;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question to what the continuous mode has kept.
 *
 * @param event what was sampled
 * @param fromMillis beginning of the window, in milliseconds since 1970 UTC
 * @param toMillis its end
 * @param format how the answer is written
 * @param route the route whose samples are wanted, or null for all
 */
public record WindowRequest(
    Event event, long fromMillis, long toMillis, Format format, @Nullable String route) {

  /** Checks the order of the times. */
  public WindowRequest {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(format, "format");
    if (fromMillis > toMillis) {
      throw new IllegalArgumentException("from is later than to");
    }
    if (format.needsRecording()) {
      throw new IllegalArgumentException(
          "format "
              + format.label()
              + " needs a capture (seconds); over a window allowed are html, collapsed, pprof,"
              + " hotspots, report");
    }
  }

  /**
   * Reads a request from text.
   *
   * @param from a time as ISO 8601 ({@code 2026-01-31T12:00:00Z}), seconds since 1970, or a
   *     distance to now ({@code -15m}, {@code -90s}, {@code -1h})
   * @param to the same; {@code now} is allowed
   * @throws IllegalArgumentException naming the parameter, the value and what is allowed
   */
  public static WindowRequest parse(
      String event, String from, String to, String format, @Nullable String route, long nowMillis) {
    return new WindowRequest(
        ProfileRequest.parseEvent(event),
        time("from", from, nowMillis),
        time("to", to, nowMillis),
        ProfileRequest.parseFormat(format),
        route);
  }

  private static long time(String parameter, String text, long nowMillis) {
    try {
      String lower = text.strip().toLowerCase(Locale.ROOT);
      if (lower.equals("now")) {
        return nowMillis;
      }
      if (lower.startsWith("-")) {
        return nowMillis - distanceMillis(lower.substring(1));
      }
      if (lower.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Math.multiplyExact(Long.parseLong(lower), 1000L);
      }
      return Instant.parse(text.strip()).toEpochMilli();
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          parameter
              + " is "
              + ProfileRequest.quote(text)
              + ", allowed are now, a distance like -15m, seconds since 1970, or an ISO 8601 time"
              + " like 2026-01-31T12:00:00Z",
          e);
    }
  }

  private static long distanceMillis(String text) {
    if (text.isEmpty()) {
      throw new NumberFormatException("empty");
    }
    char unit = text.charAt(text.length() - 1);
    long factor =
        switch (unit) {
          case 's' -> 1_000;
          case 'm' -> 60_000;
          case 'h' -> 3_600_000;
          default -> throw new NumberFormatException("unit " + unit);
        };
    return Math.multiplyExact(Long.parseLong(text.substring(0, text.length() - 1)), factor);
  }
}
