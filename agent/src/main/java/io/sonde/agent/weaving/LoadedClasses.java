package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.TypeRule;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Rewrites classes that were loaded before Sonde could look at them, in small batches, so that each
 * stop of the JVM is bounded; the pause between two is no shorter than the stop.
 *
 * <p>Most of a stop is the JVM's walk over all loaded classes and compiled code ({@code
 * VM_RedefineClasses::doit}), once for each batch whatever its size: batches that are smaller still
 * make no stop shorter and the whole longer.
 */
public final class LoadedClasses {

  private static final int BATCH = 20;

  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Told how far the rewriting is. */
  public interface Progress {

    /**
     * After each batch.
     *
     * @param done how many classes the JVM has taken
     * @param all how many there are
     */
    void reached(int done, int all);
  }

  private final Instrumentation instrumentation;
  private final GlanceTransformer transformer;
  private final Stops stops;
  private final Progress progress;
  private int batches;
  private long longestBatchNanos;

  /** For the given JVM and transformer. */
  public LoadedClasses(
      Instrumentation instrumentation,
      GlanceTransformer transformer,
      Stops stops,
      Progress progress) {
    this.instrumentation = instrumentation;
    this.transformer = transformer;
    this.stops = stops;
    this.progress = progress;
  }

  /**
   * Rewrites what a rule applies to.
   *
   * @return how many classes were offered to the transformer
   */
  public int weave() {
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    Set<String> late = new HashSet<>();
    for (String name = transformer.pollLateName();
        name != null;
        name = transformer.pollLateName()) {
      late.add(name.replace('/', '.'));
    }
    Set<String> named = new HashSet<>();
    Set<String> supertypes = new HashSet<>();
    for (WeavingPlan.Entry entry : transformer.plan().entries()) {
      TypeRule rule = entry.rule;
      named.addAll(rule.names());
      supertypes.addAll(rule.supertypes());
    }
    List<Class<?>> tops = new ArrayList<>();
    for (Class<?> type : loaded) {
      if (supertypes.contains(type.getName())) {
        tops.add(type);
      }
    }
    List<Class<?>> candidates = new ArrayList<>();
    for (Class<?> type : loaded) {
      if (isCandidate(type, late, named, tops)) {
        candidates.add(type);
      }
    }
    retransform(candidates);
    return candidates.size();
  }

  /** Gives every woven class its own code back; the transformer must be removed before. */
  public int restore() {
    Set<String> woven = transformer.wovenNames();
    List<Class<?>> candidates = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (woven.contains(type.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(type)) {
        candidates.add(type);
      }
    }
    retransform(candidates);
    return candidates.size();
  }

  private boolean isCandidate(
      Class<?> type, Set<String> late, Set<String> named, List<Class<?>> tops) {
    if (type.isArray() || type.isPrimitive() || type.isHidden()) {
      return false;
    }
    if (type.isInterface() && !named.contains(type.getName())) {
      return false;
    }
    boolean matters = late.contains(type.getName());
    if (!matters && transformer.wovenNames().contains(type.getName().replace('.', '/'))) {
      return false;
    }
    matters = matters || named.contains(type.getName());
    if (!matters && type.getClassLoader() != null) {
      for (Class<?> top : tops) {
        if (top.isAssignableFrom(type)) {
          matters = true;
          break;
        }
      }
    }
    return matters && instrumentation.isModifiableClass(type);
  }

  /** In how many batches. */
  public int batches() {
    return batches;
  }

  /**
   * How long the longest call of {@code retransformClasses} took, in nanoseconds; the stop of the
   * JVM inside it is shorter.
   */
  public long longestBatchNanos() {
    return longestBatchNanos;
  }

  private void retransform(List<Class<?>> classes) {
    long stopNanos = 0;
    int done = 0;
    stops.mark();
    while (done < classes.size()) {
      if (done > 0) {
        LockSupport.parkNanos(
            Math.min(LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, stopNanos)));
      }
      List<Class<?>> batch = classes.subList(done, Math.min(done + BATCH, classes.size()));
      long batchNanos = retransformBatch(batch);
      long measuredNanos = stops.mark();
      stopNanos = measuredNanos == Stops.UNKNOWN ? batchNanos : measuredNanos;
      done += batch.size();
      progress.reached(done, classes.size());
    }
  }

  private long retransformBatch(List<Class<?>> batch) {
    long start = System.nanoTime();
    try {
      instrumentation.retransformClasses(batch.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
      oneByOne(batch);
    }
    long batchNanos = System.nanoTime() - start;
    batches++;
    longestBatchNanos = Math.max(longestBatchNanos, batchNanos);
    return batchNanos;
  }

  /** A batch fails as a whole; its good classes must not. */
  private void oneByOne(List<Class<?>> batch) {
    for (Class<?> type : batch) {
      try {
        instrumentation.retransformClasses(type);
      } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
        transformer.fail(type.getName(), e);
      }
    }
  }
}
