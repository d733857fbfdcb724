package io.sonde.profiler;

import org.jspecify.annotations.Nullable;

/** Why there is no profile; the message is fit for a user's eyes. */
public abstract sealed class ProfilerException extends Exception
    permits ProfilerBusyException, ProfilerUnavailableException, ProfilerFailedException {

  ProfilerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
