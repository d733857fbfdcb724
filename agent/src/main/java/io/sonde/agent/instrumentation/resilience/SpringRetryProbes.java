package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that Spring retries, by how they ended.
 *
 * <p>A thread's state holds what has become of the call that is under way: 0 if there is none, else
 * {@link #UNDER_WAY}, {@link #EXHAUSTED} if its attempts are used up, {@link #ALONE} if it ends
 * with its first attempt whatever its state, and {@link #FAILURE} for each attempt that failed. A
 * call within another's attempt puts the other's aside.
 *
 * <p>A call with a state is executed once for each attempt; the context that it is found again by
 * has the number of those that failed before. It ends with the attempt that succeeds, or when it is
 * executed once more and no attempt is left.
 */
final class SpringRetryProbes {

  private static final long UNDER_WAY = 1;
  private static final long EXHAUSTED = 2;
  private static final long ALONE = 4;
  private static final long FAILURE = 8;

  private final SpringRetryNames names;

  private SpringRetryProbes(SpringRetryNames names) {
    this.names = names;
  }

  static void install(ProbeContext context, Retries retries) {
    SpringRetryProbes probes = new SpringRetryProbes(new SpringRetryNames(retries));
    context.install(ProbeId.SPRING_RETRY, probes.new Call());
    context.install(ProbeId.SPRING_RETRY_OPEN, new Open());
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
      boolean isAttempt = second != null && thrown != null && (call & (EXHAUSTED | ALONE)) == 0;
      if (first != null && !isAttempt) {
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

  /** A call with a state is found again: attempts failed before. */
  private static final class Open extends SondeProbe {

    private static final String PACKAGE = "org.springframework.retry.";
    private static final LibraryMethod FAILURES =
        new LibraryMethod(PACKAGE + "RetryContext", "getRetryCount");

    /** The context of a circuit breaker, which is that of all of its calls. */
    private static final String BREAKER =
        PACKAGE + "policy.CircuitBreakerRetryPolicy$CircuitBreakerRetryContext";

    @Override
    public long enter(@Nullable Object self, @Nullable Object retryState, @Nullable Object second) {
      return retryState == null ? 0L : 1L;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object retryState,
        @Nullable Object second,
        @Nullable Object context,
        @Nullable Throwable thrown) {
      long[] state = CallState.current();
      if (state[CallState.RETRY] == 0 || context == null) {
        return;
      }
      String type = context.getClass().getName();
      if (type.equals(BREAKER)) {
        state[CallState.RETRY] |= ALONE;
      } else if (type.startsWith(PACKAGE) && FAILURES.call(context) instanceof Integer failures) {
        state[CallState.RETRY] += FAILURE * failures;
      }
    }
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
