package io.sonde.profiler;

import java.util.List;

/**
 * How the samples of a profile were taken, and how far they can be trusted.
 *
 * @param engine who sampled, with version and timer: {@code async-profiler 4.5 (perf_events)}
 * @param interval the mean distance of two samples, in {@code intervalUnit}
 * @param intervalUnit nanoseconds or bytes
 * @param weightUnit what the weights of the stacks count: {@code samples}, {@code nanoseconds} or
 *     {@code bytes}
 * @param bias one or two sentences on what the samples favour, miss or estimate
 * @param passedOver the engines that would have been better and why each was not taken
 */
public record Sampling(
    String engine,
    long interval,
    Event.IntervalUnit intervalUnit,
    String weightUnit,
    String bias,
    List<EngineStatus> passedOver) {

  static final String SAMPLES = "samples";

  /** Copies the list. */
  public Sampling {
    passedOver = List.copyOf(passedOver);
  }

  Sampling(
      String engine,
      long interval,
      Event.IntervalUnit intervalUnit,
      String weightUnit,
      String bias) {
    this(engine, interval, intervalUnit, weightUnit, bias, List.of());
  }

  Sampling withPassedOver(List<EngineStatus> engines) {
    return new Sampling(engine, interval, intervalUnit, weightUnit, bias, engines);
  }

  Sampling withWeightUnit(String unit) {
    return new Sampling(engine, interval, intervalUnit, unit, bias, passedOver);
  }
}
