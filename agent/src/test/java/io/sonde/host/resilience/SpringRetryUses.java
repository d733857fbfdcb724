package io.sonde.host.resilience;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.retry.ExhaustedRetryException;
import org.springframework.retry.RecoveryCallback;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.policy.CircuitBreakerRetryPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;
import org.springframework.retry.support.DefaultRetryState;
import org.springframework.retry.support.RetryTemplate;

/** Retries of Spring's, by code of two classes. */
final class SpringRetryUses {

  private final RetryTemplate template = new RetryTemplate();

  private SpringRetryUses() {
    template.setRetryPolicy(new SimpleRetryPolicy(3, Map.of(IllegalStateException.class, true)));
  }

  static void run() throws Exception {
    SpringRetryUses uses = new SpringRetryUses();
    for (int i = 0; i < 5; i++) {
      Object ignored = uses.template.execute(context -> "value");
    }
    for (int i = 0; i < 4; i++) {
      uses.succeedWith(2);
    }
    for (int i = 0; i < 3; i++) {
      uses.fail(new IllegalStateException("never"));
    }
    for (int i = 0; i < 2; i++) {
      uses.fail(new IllegalArgumentException("not worth another attempt"));
    }
    // fails, although its caller is not told
    RetryCallback<String, IllegalStateException> failing =
        context -> {
          throw new IllegalStateException("never");
        };
    RecoveryCallback<String> recovery = context -> "recovered";
    Object ignored = uses.template.execute(failing, recovery);
    uses.nest();
    uses.callWithState();
    print("SpringRetryUses", 5 + 1 + 1, 4 + 1 + 1, 2, 3 + 1 + 1);
    ignored = uses.template.execute(new Payment());
    print("SpringRetryUses.Payment", 0, 1, 0, 0);
    if (hasBreaker()) {
      Guarded.run();
    }
  }

  private void succeedWith(int attempt) {
    AtomicInteger attempts = new AtomicInteger();
    Object ignored =
        template.execute(
            context -> {
              if (attempts.incrementAndGet() < attempt) {
                throw new IllegalStateException("not yet");
              }
              return "value";
            });
  }

  private void fail(RuntimeException failure) {
    try {
      Object ignored =
          template.execute(
              context -> {
                throw failure;
              });
      throw new AssertionError("no exception");
    } catch (IllegalStateException | IllegalArgumentException expected) {
      // the attempts are used up
    }
  }

  /** An attempt that makes a call of its own, which needs two; the outer one needs one. */
  private void nest() {
    Object ignored =
        template.execute(
            context -> {
              succeedWith(2);
              return "value";
            });
  }

  /** Calls each attempt of which is an execution: one is given up, the others end. */
  private void callWithState() {
    attempt("given up", true, false);
    attempt("at once", false, false);
    attempt("at second", true, false);
    attempt("at second", false, false);
    for (int i = 0; i < 3; i++) {
      attempt("never", true, false);
    }
    attempt("never", true, true);
  }

  private void attempt(String key, boolean fails, boolean isExhausted) {
    RetryCallback<String, IllegalStateException> attempt =
        context -> {
          if (fails) {
            throw new IllegalStateException("not yet");
          }
          return "value";
        };
    try {
      Object ignored = template.execute(attempt, new DefaultRetryState(key));
      if (fails) {
        throw new AssertionError("no exception");
      }
    } catch (IllegalStateException | ExhaustedRetryException expected) {
      if (isExhausted != expected instanceof ExhaustedRetryException) {
        throw new AssertionError(expected);
      }
    }
  }

  private static void print(
      String name, int successful, int afterRetry, int failed, int failedAfterRetry) {
    System.out.println(
        ("retry %s successful_without_retry=%d successful_with_retry=%d"
                + " failed_without_retry=%d failed_with_retry=%d")
            .formatted(name, successful, afterRetry, failed, failedAfterRetry));
  }

  private static boolean hasBreaker() {
    String type = "org.springframework.retry.policy.CircuitBreakerRetryPolicy";
    return SpringRetryUses.class.getClassLoader().getResource(type.replace('.', '/') + ".class")
        != null;
  }

  /** Calls behind a circuit breaker, all of which have one state: each is a call. */
  private static final class Guarded implements RetryCallback<String, IllegalStateException> {

    private boolean fails;

    static void run() {
      RetryTemplate template = new RetryTemplate();
      template.setRetryPolicy(new CircuitBreakerRetryPolicy(new SimpleRetryPolicy(2)));
      DefaultRetryState state = new DefaultRetryState("guarded");
      Guarded guarded = new Guarded();
      RecoveryCallback<String> recovery = context -> "recovered";
      Object ignored = template.execute(guarded, recovery, state);
      guarded.fails = true;
      // the breaker opens at the second
      int thrown = 0;
      for (int i = 0; i < 4; i++) {
        try {
          ignored = template.execute(guarded, recovery, state);
        } catch (IllegalStateException expected) {
          thrown++;
        }
      }
      if (thrown != 2) {
        throw new AssertionError("thrown: " + thrown);
      }
      print("SpringRetryUses.Guarded", 1, 0, 4, 0);
    }

    @Override
    public String doWithRetry(org.springframework.retry.RetryContext context) {
      if (fails) {
        throw new IllegalStateException("never");
      }
      return "value";
    }
  }

  /** Fails once. */
  private static final class Payment implements RetryCallback<String, IllegalStateException> {

    private int attempts;

    @Override
    public String doWithRetry(org.springframework.retry.RetryContext context) {
      if (++attempts == 1) {
        throw new IllegalStateException("not yet");
      }
      return "value";
    }
  }
}
