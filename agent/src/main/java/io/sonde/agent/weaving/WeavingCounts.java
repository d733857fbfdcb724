package io.sonde.agent.weaving;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What class loading paid for Sonde, and what came of it. All counts are exact; {@link
 * #instrumented} counts each class once, however often it is rewritten.
 */
public final class WeavingCounts {

  private final LongAdder rejected = new LongAdder();
  private final LongAdder rejectNanos = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private final LongAdder takenNanos = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final Map<String, LongAdder> instrumented = new ConcurrentHashMap<>();

  WeavingCounts() {}

  /** A class was looked at and is none of ours. */
  void rejected(long elapsedNanos) {
    rejected.increment();
    rejectNanos.add(elapsedNanos);
  }

  /** A class was looked at and woven, or had to be left. */
  void taken(long elapsedNanos) {
    taken.increment();
    takenNanos.add(elapsedNanos);
  }

  void failed() {
    failed.increment();
  }

  void late() {
    late.increment();
  }

  LongAdder ofTechnology(String technology) {
    LongAdder count = instrumented.get(technology);
    if (count == null) {
      LongAdder fresh = new LongAdder();
      LongAdder raced = instrumented.putIfAbsent(technology, fresh);
      count = raced != null ? raced : fresh;
    }
    return count;
  }

  /** Classes whose bytes were looked at. */
  public long examinedClasses() {
    return rejected.sum() + taken.sum();
  }

  /** Classes whose bytes were looked at and that are left alone. */
  public long rejectedClasses() {
    return rejected.sum();
  }

  /** Time it took to see that. */
  public long rejectNanos() {
    return rejectNanos.sum();
  }

  /** Time spent in class loading threads, weaving and waits for the weaver included. */
  public long transformNanos() {
    return rejectNanos.sum() + takenNanos.sum();
  }

  /** Classes that should have been woven and could not be. */
  public long failedClasses() {
    return failed.sum();
  }

  /** Classes that did not wait for the weaver any longer and were rewritten after loading. */
  public long lateClasses() {
    return late.sum();
  }

  /** Classes that are woven for a technology. */
  public long instrumentedClasses(String technology) {
    return ofTechnology(technology).sum();
  }
}
