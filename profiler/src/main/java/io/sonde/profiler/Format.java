package io.sonde.profiler;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a profile is written. */
public enum Format {
  /** A self-contained page with an interactive flame graph; it loads nothing from anywhere. */
  HTML("text/html; charset=utf-8"),

  /**
   * One line per stack, root first: frames joined by {@code ;}, a space, the weight. Class names
   * have slashes, frames carry no type suffix, no stack appears twice.
   */
  COLLAPSED("text/plain; charset=utf-8"),

  /** The recording itself; only for captures, not for what the continuous mode has kept. */
  JFR("application/octet-stream"),

  /** The protocol buffer of {@code pprof}, compressed with gzip; without line numbers. */
  PPROF("application/octet-stream"),

  /** A self-contained page with samples over time; needs a recording of async-profiler. */
  HEATMAP("text/html; charset=utf-8"),

  /** A report in JSON: methods, classes, sites, each with its sampling error. */
  HOTSPOTS("application/json"),

  /** The same report as a page; it has no script. */
  REPORT("text/html; charset=utf-8");

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  /** The media type with its character set. */
  public String contentType() {
    return contentType;
  }

  /** The name in URLs and messages: {@code html}, {@code collapsed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the bytes are compressed already. */
  public boolean isCompressed() {
    return this == PPROF;
  }

  /** Whether it can only be made from the recording itself. */
  boolean needsRecording() {
    return this == JFR || this == HEATMAP;
  }

  static @Nullable Format of(String label) {
    for (Format format : values()) {
      if (format.label().equalsIgnoreCase(label)) {
        return format;
      }
    }
    return null;
  }
}
