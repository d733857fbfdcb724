package io.sonde.profiler;

import java.util.Locale;

/** How a profile is written. */
public enum Format {
  /** A self-contained page with an interactive flame graph; it loads nothing from anywhere. */
  HTML("text/html; charset=utf-8"),

  /**
   * One line per stack, root first: frames joined by {@code ;}, a space, the weight. Class names
   * have slashes, frames carry no type suffix, no stack appears twice.
   */
  COLLAPSED("text/plain; charset=utf-8");

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
}
