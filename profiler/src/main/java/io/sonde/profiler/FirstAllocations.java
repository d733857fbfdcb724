package io.sonde.profiler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The first allocation sample of each thread in a recording, whose weight is not the recording's.
 *
 * <p>The flight recorder weights a sample with the bytes that its thread has allocated since its
 * sample before, and remembers that over recordings: after a time without samples the first one
 * stands for all of that time, for a thread's whole life if there was none. So it gets no more than
 * what the thread allocated in the recording and no other sample stands for. Not thread-safe.
 *
 * @param <S> a sample
 */
final class FirstAllocations<S> {

  private final Map<Long, Long> before;
  private final Map<Long, Long> after;
  private final Map<Long, Sampled<S>> threads = new LinkedHashMap<>();

  /**
   * Both by {@link Thread#getId()}, empty where the JVM does not tell.
   *
   * @param before bytes that threads had allocated when the recording began
   * @param after and when it ended
   */
  FirstAllocations(Map<Long, Long> before, Map<Long, Long> after) {
    this.before = before;
    this.after = after;
  }

  private static final class Sampled<S> {
    final S first;
    final long firstWeight;
    final boolean virtual;
    long otherWeight;
    long others;

    Sampled(S first, long firstWeight, boolean virtual) {
      this.first = first;
      this.firstWeight = firstWeight;
      this.virtual = virtual;
    }
  }

  /**
   * Whether a sample is the first of its thread; it is kept for {@link #forEach} then.
   *
   * @param isVirtual whether the thread is virtual: the weight is then that of its carrier
   */
  boolean isFirst(long threadId, boolean isVirtual, S sample, long weight) {
    Sampled<S> known = threads.get(threadId);
    if (known == null) {
      threads.put(threadId, new Sampled<>(sample, weight, isVirtual));
      return true;
    }
    known.otherWeight += weight;
    known.others++;
    return false;
  }

  /** The first samples with the weight that they have in this recording, once all are read. */
  void forEach(ObjLongConsumer<S> consumer) {
    long weight = 0;
    long samples = 0;
    for (Sampled<S> thread : threads.values()) {
      weight += thread.otherWeight;
      samples += thread.others;
    }
    final long usual = samples == 0 ? 0 : weight / samples;
    threads.forEach(
        (id, thread) -> {
          long most = most(thread, before.get(id), after.get(id), usual);
          consumer.accept(thread.first, Math.min(thread.firstWeight, most));
        });
  }

  /** The most that a thread's first sample may stand for, where nothing is known the usual. */
  private long most(Sampled<S> thread, @Nullable Long start, @Nullable Long end, long usual) {
    if (start != null && end != null) {
      return Math.max(0, end - start - thread.otherWeight);
    }
    if (start == null && !thread.virtual && !before.isEmpty()) {
      // It started during the recording: what it has allocated is of the recording.
      return Long.MAX_VALUE;
    }
    return usual;
  }
}
