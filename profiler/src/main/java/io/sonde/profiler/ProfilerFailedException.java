package io.sonde.profiler;

import org.jspecify.annotations.Nullable;

/** A capture began and did not end in a profile: cancelled, refused by the engine, or broken. */
public final class ProfilerFailedException extends ProfilerException {

  ProfilerFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
