package io.sonde.agent.safety;

import io.sonde.bootstrap.SondeProbe;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A probe that throws whatever can be thrown, by turns, from enter and from exit. The test moves it
 * to where the hook is at run time.
 */
public final class ThrowingProbe extends SondeProbe {

  private final AtomicInteger calls = new AtomicInteger();

  /** Made by reflection. */
  public ThrowingProbe() {}

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    int call = calls.getAndIncrement();
    if (call % 2 == 0) {
      ThrowingProbe.<RuntimeException>raise(call / 2);
    }
    return 1L;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    ThrowingProbe.<RuntimeException>raise(calls.get() / 2);
  }

  @SuppressWarnings("unchecked") // that is the point: checked exceptions too
  private static <T extends Throwable> void raise(int turn) throws T {
    Throwable[] all = {
      new IllegalStateException("chaos"),
      new IOException("chaos"),
      new AssertionError("chaos"),
      new OutOfMemoryError("chaos"),
      new StackOverflowError("chaos"),
      new NoClassDefFoundError("chaos"),
      new InterruptedException("chaos")
    };
    throw (T) all[turn % all.length];
  }
}
