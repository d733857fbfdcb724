package io.sonde.profiler;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to capture: an event, for how long, written how.
 *
 * @param event what is sampled
 * @param seconds length of the capture, {@value #MIN_SECONDS} to {@value #MAX_SECONDS}
 * @param format how the result is written
 * @param route the route whose samples are wanted, as {@link RequestIntervals#route} was given it,
 *     or null for all
 */
public record ProfileRequest(Event event, int seconds, Format format, @Nullable String route) {

  /** The shortest capture. */
  public static final int MIN_SECONDS = 1;

  /** The longest capture. */
  public static final int MAX_SECONDS = 300;

  private static final int QUOTED_CHARS = 32;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException naming the parameter, the value and the range
   */
  public ProfileRequest {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(format, "format");
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException(outOfRange(Integer.toString(seconds)));
    }
    if (route != null && format.needsRecording()) {
      throw new IllegalArgumentException(
          "format " + format.label() + " holds all samples; it cannot be had for one route");
    }
  }

  /** A request for the samples of all routes. */
  public ProfileRequest(Event event, int seconds, Format format) {
    this(event, seconds, format, null);
  }

  /**
   * Reads a request from text, as it stands in a URL or on a command line.
   *
   * @throws IllegalArgumentException naming the parameter, the value and what is allowed; the value
   *     is cut and holds no character that means something to HTML or to a terminal
   */
  public static ProfileRequest parse(String event, String seconds, String format) {
    return parse(event, seconds, format, null);
  }

  /** Reads a request for one route, or for all if it is null. */
  public static ProfileRequest parse(
      String event, String seconds, String format, @Nullable String route) {
    return new ProfileRequest(parseEvent(event), parseSeconds(seconds), parseFormat(format), route);
  }

  static Event parseEvent(String text) {
    Event event = Event.of(text);
    if (event == null) {
      throw new IllegalArgumentException(
          "event is " + quote(text) + ", allowed are cpu, alloc, lock, wall, live");
    }
    return event;
  }

  static Format parseFormat(String text) {
    Format format = Format.of(text);
    if (format == null) {
      throw new IllegalArgumentException(
          "format is "
              + quote(text)
              + ", allowed are html, collapsed, jfr, pprof, heatmap, hotspots, report");
    }
    return format;
  }

  private static int parseSeconds(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(outOfRange(quote(text)), e);
    }
  }

  private static String outOfRange(String value) {
    return "seconds is " + value + ", allowed are " + MIN_SECONDS + " to " + MAX_SECONDS;
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    for (int i = 0; i < Math.min(text.length(), QUOTED_CHARS); i++) {
      char c = text.charAt(i);
      boolean plain = c < 127 && (Character.isLetterOrDigit(c) || "._-+ ".indexOf(c) >= 0);
      quoted.append(plain ? c : '?');
    }
    return quoted.append(text.length() > QUOTED_CHARS ? "...'" : "'").toString();
  }
}
