package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;

/** A finished profile: its bytes and how they came about. Immutable. */
public final class Profile {

  private final Format format;
  private final byte[] bytes;
  private final Event event;
  private final long samples;
  private final Sampling sampling;
  private final Window window;

  Profile(Format format, byte[] bytes, StackProfile from) {
    this.format = format;
    this.bytes = bytes;
    this.event = from.event();
    this.samples = from.stacks().sampleCount();
    this.sampling = from.sampling();
    this.window = from.window();
  }

  /** A copy of the document; text is in UTF-8. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The length of the document. */
  public int sizeBytes() {
    return bytes.length;
  }

  /** Writes the document, without a copy; the stream stays open. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  /** The media type with its character set. */
  public String contentType() {
    return format.contentType();
  }

  /** What was sampled. */
  public Event event() {
    return event;
  }

  /** How the document is written. */
  public Format format() {
    return format;
  }

  /**
   * The number of samples. The standard error of a share {@code p} is about {@code sqrt(p * (1 - p)
   * / samples)}; below 200 samples a profile is a hint, not a measurement.
   */
  public long samples() {
    return samples;
  }

  /** Engine, interval and bias. */
  public Sampling sampling() {
    return sampling;
  }

  /** When the samples were taken. */
  public Window window() {
    return window;
  }
}
