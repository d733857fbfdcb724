package io.sonde.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * The receiver of what woven code reports for one technology.
 *
 * <p>Sources are compiled in {@code io.sonde.bootstrap}; packaging moves both classes of this
 * package to {@code java.lang}, where every class loader of the target finds them.
 *
 * <p>A probe is called on application threads. It must not block, lock, allocate on its hot path,
 * print, or call overridable methods of application objects. What it throws never reaches the
 * application: {@link SondeHook} counts and drops it.
 */
public abstract class SondeProbe {

  /** For subclasses. */
  protected SondeProbe() {}

  /**
   * Called before the body of a woven method.
   *
   * @param self the receiver, null in a static method
   * @param first the method's first argument that the advice passes on, or null
   * @param second the second one, or null
   * @return a token that {@link #exit} receives, by custom {@link System#nanoTime()}; 0 means "not
   *     measured" and {@code exit} is then not called
   */
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    return 0L;
  }

  /**
   * Called after the body, when {@link #enter} returned a token other than 0.
   *
   * @param token what {@code enter} returned
   * @param self the receiver, null in a static method
   * @param first as in {@code enter}
   * @param second as in {@code enter}
   * @param result what the method returns, or null (also for void and where the advice leaves it
   *     out)
   * @param thrown what the method throws, or null
   */
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {}

  /**
   * Called instead of {@link #exit} by methods that return a number, so that it is not boxed.
   *
   * @param count what the method returns; meaningless if {@code thrown} is not null
   */
  public void exitCount(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      long count,
      @Nullable Throwable thrown) {
    exit(token, self, first, second, null, thrown);
  }
}
