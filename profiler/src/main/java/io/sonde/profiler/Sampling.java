package io.sonde.profiler;

/**
 * How the samples of a profile were taken, and how far they can be trusted.
 *
 * @param engine who sampled, with version and timer: {@code async-profiler 4.5 (perf_events)}
 * @param interval the mean distance of two samples, in {@code intervalUnit}
 * @param intervalUnit nanoseconds of CPU time or bytes allocated
 * @param weightUnit what the weights of the stacks count: {@code samples} or {@code bytes}
 * @param bias one or two sentences on what the samples favour, miss or estimate
 */
public record Sampling(
    String engine,
    long interval,
    Event.IntervalUnit intervalUnit,
    String weightUnit,
    String bias) {}
