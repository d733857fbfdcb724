package io.sonde.agent.requests;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the requests of one route did with one statement; all sums since the start.
 *
 * <p>Repeats per request are counted exactly up to {@value #EXACT}, above that in steps of an
 * eighth of a power of two.
 */
public final class StatementTally {

  private static final int EXACT = 16;
  private static final int STEPS = 8;
  private static final int BUCKETS = EXACT + 1 + STEPS * 8;

  private final StatementText statement;
  private final LongAdder calls = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder repeatedRequests = new LongAdder();
  private final LongAdder repeatedCalls = new LongAdder();
  private final LongAccumulator maxNanos = new LongAccumulator(Math::max, 0);
  private final LongAccumulator maxRepeats = new LongAccumulator(Math::max, 0);
  private final AtomicLongArray repeats = new AtomicLongArray(BUCKETS);

  StatementTally(StatementText statement) {
    this.statement = statement;
  }

  /** The statement. */
  public StatementText statement() {
    return statement;
  }

  /** One request, or task of a request, has ended. */
  void add(long count, long elapsedNanos, long longestNanos) {
    calls.add(count);
    nanos.add(elapsedNanos);
    if (longestNanos > maxNanos.get()) {
      maxNanos.accumulate(longestNanos);
    }
    if (count > maxRepeats.get()) {
      maxRepeats.accumulate(count);
    }
    repeats.incrementAndGet(bucket(count));
    if (count >= RequestLedger.REPEATED) {
      repeatedRequests.increment();
      repeatedCalls.add(count);
    }
  }

  /** Executions. */
  public long calls() {
    return calls.sum();
  }

  /** Time of all executions. */
  public long nanos() {
    return nanos.sum();
  }

  /** Requests that executed it {@link RequestLedger#REPEATED} times or more. */
  public long repeatedRequests() {
    return repeatedRequests.sum();
  }

  /** Executions by those. */
  public long repeatedCalls() {
    return repeatedCalls.sum();
  }

  /** The longest execution. */
  public long maxNanos() {
    return maxNanos.get();
  }

  /** The most executions in one request. */
  public long maxRepeats() {
    return maxRepeats.get();
  }

  /** Requests that executed it at least once. */
  public long requests() {
    long sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      sum += repeats.get(i);
    }
    return sum;
  }

  /** The median of executions per request that executed it at all; 0 if there is none. */
  public long medianRepeats() {
    long half = (requests() + 1) / 2;
    long sum = 0;
    for (int i = 0; i < BUCKETS && half > 0; i++) {
      sum += repeats.get(i);
      if (sum >= half) {
        return lowest(i);
      }
    }
    return 0;
  }

  static int bucket(long count) {
    if (count <= EXACT) {
      return (int) Math.max(0, count);
    }
    int power = 63 - Long.numberOfLeadingZeros(count);
    int step = (int) ((count - (1L << power)) >>> (power - 3));
    return Math.min(BUCKETS - 1, EXACT + STEPS * (power - 4) + step);
  }

  /** The smallest count of a bucket. */
  static long lowest(int bucket) {
    if (bucket <= EXACT) {
      return bucket;
    }
    int power = 4 + (bucket - EXACT) / STEPS;
    return (1L << power) + ((long) ((bucket - EXACT) % STEPS) << (power - 3));
  }
}
