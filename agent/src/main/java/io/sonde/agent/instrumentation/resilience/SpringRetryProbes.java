package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that Spring retries, by how they ended.
 *
 * <p>A thread's state holds what has become of the call that is under way: 0 if there is none, else
 * {@link #UNDER_WAY}, {@link #EXHAUSTED} if its attempts are used up, and {@link #FAILURE} for each
 * attempt that failed. A call within another's attempt puts the other's aside.
 */
final class SpringRetryProbes {

  private static final long UNDER_WAY = 1;
  private static final long EXHAUSTED = 2;
  private static final long FAILURE = 4;

  private final SpringRetryNames names;

  private SpringRetryProbes(SpringRetryNames names) {
    this.names = names;
  }

  static void install(ProbeContext context, Retries retries) {
    SpringRetryProbes probes = new SpringRetryProbes(new SpringRetryNames(retries));
    context.install(ProbeId.SPRING_RETRY, probes.new Call());
    context.install(ProbeId.SPRING_RETRY_FAILURE, new Failure());
    context.install(ProbeId.SPRING_RETRY_EXHAUSTED, new Exhausted());
  }

  /** A call, with its callback and, if it has one, its state. */
  final class Call extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.MUTED] != 0) {
        return 0L;
      }
      long around = state[CallState.RETRY];
      state[CallState.RETRY] = UNDER_WAY;
      return around + 1;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long[] state = CallState.current();
      final long call = state[CallState.RETRY];
      state[CallState.RETRY] = token - 1;
      // one with a state is an attempt, of which more may follow
      if (first != null && second == null) {
        names.of(first).recordCall(kind(call, thrown));
      }
    }
  }

  private static int kind(long call, @Nullable Throwable thrown) {
    if (thrown == null && (call & EXHAUSTED) == 0) {
      return call < FAILURE ? NamedRetry.SUCCESSFUL : NamedRetry.SUCCESSFUL_WITH_RETRY;
    }
    return call < 2 * FAILURE ? NamedRetry.FAILED : NamedRetry.FAILED_WITH_RETRY;
  }

  /** An attempt failed. */
  private static final class Failure extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.RETRY] != 0) {
        state[CallState.RETRY] += FAILURE;
      }
      return 0L;
    }
  }

  /** There are no attempts left. */
  private static final class Exhausted extends SondeProbe {
    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      long[] state = CallState.current();
      if (state[CallState.RETRY] != 0) {
        state[CallState.RETRY] |= EXHAUSTED;
      }
      return 0L;
    }
  }
}
