package io.sonde.profiler;

/**
 * A capture that is under way.
 *
 * @param request what was asked for
 * @param elapsedMillis time since it was asked for; it exceeds {@code seconds} while the engine
 *     loads and while the result is written
 */
public record RunningCapture(ProfileRequest request, long elapsedMillis) {}
