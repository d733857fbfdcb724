package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;

/** A finished profile: its bytes and how they came about. Immutable. */
public final class Profile {

  private final ProfileRequest request;
  private final byte[] bytes;
  private final long samples;
  private final Sampling sampling;

  Profile(ProfileRequest request, byte[] bytes, long samples, Sampling sampling) {
    this.request = request;
    this.bytes = bytes;
    this.samples = samples;
    this.sampling = sampling;
  }

  /** A copy of the document, in UTF-8. */
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
    return request.format().contentType();
  }

  /** What was sampled. */
  public Event event() {
    return request.event();
  }

  /** How the document is written. */
  public Format format() {
    return request.format();
  }

  /** The length of the capture that was asked for. */
  public int seconds() {
    return request.seconds();
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
}
