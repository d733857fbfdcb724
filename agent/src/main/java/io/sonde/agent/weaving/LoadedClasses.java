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
 * Rewrites classes that were loaded before Sonde could look at them, in small batches so that no
 * stop of the JVM is long.
 */
public final class LoadedClasses {

  private static final int BATCH = 10;
  private static final long PAUSE_MILLIS = 5;

  private final Instrumentation instrumentation;
  private final GlanceTransformer transformer;
  private long longestBatchNanos;

  /** For the given JVM and transformer. */
  public LoadedClasses(Instrumentation instrumentation, GlanceTransformer transformer) {
    this.instrumentation = instrumentation;
    this.transformer = transformer;
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
    if (type.isInterface() || type.isArray() || type.isPrimitive() || type.isHidden()) {
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

  /**
   * How long the longest call of {@code retransformClasses} took, in nanoseconds; the stop of the
   * JVM inside it is shorter.
   */
  public long longestBatchNanos() {
    return longestBatchNanos;
  }

  private void retransform(List<Class<?>> classes) {
    for (int from = 0; from < classes.size(); from += BATCH) {
      if (from > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      }
      List<Class<?>> batch = classes.subList(from, Math.min(from + BATCH, classes.size()));
      long start = System.nanoTime();
      try {
        instrumentation.retransformClasses(batch.toArray(new Class<?>[0]));
      } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
        oneByOne(batch);
      }
      longestBatchNanos = Math.max(longestBatchNanos, System.nanoTime() - start);
    }
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
