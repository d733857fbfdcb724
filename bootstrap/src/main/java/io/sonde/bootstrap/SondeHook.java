package io.sonde.bootstrap;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The only thing of Sonde that woven application code can see: static entry points that pass a call
 * on to the {@link SondeProbe} registered under a number, or do nothing.
 *
 * <p>At run time the class is {@code java.lang.SondeHook}, defined once per JVM; it outlives a
 * detached agent, holds nothing of it, and serves the next one.
 *
 * <p>Concurrency:
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code ENTERING[i]}, {@code EXITING[i]}</td><td>plain, any thread</td><td>plain; a late
 * reader calls a probe that is switched off</td><td>the class's monitor, for writers</td></tr>
 * <tr><td>{@code INSTALLED[i]}, {@code MUTED[i]}, {@code isPaused}</td><td>locked</td><td>locked</td><td>the
 * class's monitor</td></tr>
 * <tr><td>{@code SUPPRESSED[i]}</td><td>volatile</td><td>atomic</td><td>none</td></tr>
 * <tr><td>{@code listener}</td><td>volatile</td><td>volatile</td><td>{@code OWNER}</td></tr>
 * </table>
 */
public final class SondeHook {

  /** Probe numbers are below this. */
  public static final int MAX_PROBES = 256;

  /** Number under which errors of inlined code itself are counted. */
  public static final int ADVICE = 0;

  /** What owns the hook: null, or the description of the active agent. */
  public static final AtomicReference<@Nullable Object> OWNER = new AtomicReference<>();

  /** Who is told of a call's start; null while nothing is to be measured. */
  private static final @Nullable SondeProbe[] ENTERING = new SondeProbe[MAX_PROBES];

  /** Who is told of a call's end: also of calls that began before measuring was paused. */
  private static final @Nullable SondeProbe[] EXITING = new SondeProbe[MAX_PROBES];

  /** Who would be told of both, were nothing paused or muted. */
  private static final @Nullable SondeProbe[] INSTALLED = new SondeProbe[MAX_PROBES];

  /** Which probes are told of nothing new. */
  private static final boolean[] MUTED = new boolean[MAX_PROBES];

  private static boolean isPaused;

  private static final AtomicLongArray SUPPRESSED = new AtomicLongArray(MAX_PROBES);
  private static volatile @Nullable ObjIntConsumer<Throwable> listener;

  private SondeHook() {}

  /**
   * The version of this class's shape, raised with every change that an agent built for another one
   * could not live with. A method, because the compiler would copy a constant.
   */
  public static int shape() {
    return 4;
  }

  /** Enter of a method whose receiver is all that the probe needs. */
  public static long enter(int probe, @Nullable Object self) {
    return enter(probe, self, null, null);
  }

  /** As {@link #enter(int, Object)} if a condition holds; else 0, which measures nothing. */
  public static long enterIf(boolean condition, int probe, @Nullable Object self) {
    return condition ? enter(probe, self, null, null) : 0L;
  }

  /** An object if a condition holds, else null: advice itself has no branches. */
  public static @Nullable Object when(boolean condition, @Nullable Object value) {
    return condition ? value : null;
  }

  /** Null if a condition holds, else an object. */
  public static @Nullable Object unless(boolean condition, @Nullable Object value) {
    return condition ? null : value;
  }

  /** Enter of a method with one argument of interest. */
  public static long enter(int probe, @Nullable Object self, @Nullable Object first) {
    return enter(probe, self, first, null);
  }

  /** Enter of a method with two arguments of interest; returns 0 if nothing is to be measured. */
  public static long enter(
      int probe, @Nullable Object self, @Nullable Object first, @Nullable Object second) {
    SondeProbe target = ENTERING[probe];
    if (target == null) {
      return 0L;
    }
    try {
      return target.enter(self, first, second);
    } catch (Throwable t) {
      suppressed(probe, t);
      return 0L;
    }
  }

  /** Exit of a method whose receiver is all that the probe needs. */
  public static void exit(
      int probe, long token, @Nullable Object self, @Nullable Throwable thrown) {
    exit(probe, token, self, null, null, null, thrown);
  }

  /** Exit of a method with one argument of interest. */
  public static void exit(
      int probe,
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    exit(probe, token, self, first, null, result, thrown);
  }

  /** Exit of a method with two arguments of interest. */
  public static void exit(
      int probe,
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    if (token == 0L) {
      return;
    }
    SondeProbe target = EXITING[probe];
    if (target == null) {
      return;
    }
    try {
      target.exit(token, self, first, second, result, thrown);
    } catch (Throwable t) {
      suppressed(probe, t);
    }
  }

  /** Exit of a method that returns a number. */
  public static void exitCount(
      int probe,
      long token,
      @Nullable Object self,
      @Nullable Object first,
      long count,
      @Nullable Throwable thrown) {
    if (token == 0L) {
      return;
    }
    SondeProbe target = EXITING[probe];
    if (target == null) {
      return;
    }
    try {
      target.exitCount(token, self, first, null, count, thrown);
    } catch (Throwable t) {
      suppressed(probe, t);
    }
  }

  /** Counts an error of inlined code; called by the exception handler of every advice. */
  public static void suppressed(Throwable error) {
    suppressed(ADVICE, error);
  }

  private static void suppressed(int probe, Throwable error) {
    SUPPRESSED.getAndIncrement(probe);
    ObjIntConsumer<Throwable> current = listener;
    if (current != null) {
      try {
        current.accept(error, probe);
      } catch (Throwable ignored) {
        SUPPRESSED.getAndIncrement(ADVICE);
      }
    }
  }

  /** Registers the probe for a number; {@code probe} 0 is reserved. */
  public static synchronized void install(int probe, SondeProbe target) {
    if (probe <= ADVICE || probe >= MAX_PROBES) {
      throw new IllegalArgumentException(
          "probe number " + probe + " is not in 1.." + (MAX_PROBES - 1));
    }
    INSTALLED[probe] = target;
    apply(probe);
  }

  /** The probe that is registered for a number, or null. */
  public static synchronized @Nullable SondeProbe installed(int probe) {
    return INSTALLED[probe];
  }

  /** Registers another probe in place of the expected one; does nothing if that has gone. */
  public static synchronized void replace(int probe, SondeProbe expected, SondeProbe target) {
    if (INSTALLED[probe] == expected) {
      INSTALLED[probe] = target;
      apply(probe);
    }
  }

  /**
   * Stops or resumes measuring by one probe; calls that are under way are still measured to their
   * end.
   */
  public static synchronized void mute(int probe, boolean isMuted) {
    MUTED[probe] = isMuted;
    apply(probe);
  }

  /** Whether nothing is measured for now. */
  public static synchronized boolean isPaused() {
    return isPaused;
  }

  /** Stops or resumes measuring; calls that are under way are still measured to their end. */
  public static synchronized void pause(boolean paused) {
    isPaused = paused;
    for (int i = 0; i < MAX_PROBES; i++) {
      apply(i);
    }
  }

  private static void apply(int probe) {
    SondeProbe target = INSTALLED[probe];
    ENTERING[probe] = isPaused || MUTED[probe] ? null : target;
    EXITING[probe] = target;
  }

  /** Forgets every probe and the listener; woven code that is still there does nothing. */
  public static synchronized void uninstall() {
    isPaused = false;
    for (int i = 0; i < MAX_PROBES; i++) {
      INSTALLED[i] = null;
      MUTED[i] = false;
      apply(i);
    }
    listener = null;
  }

  /** Returns how many errors were swallowed under a number since the JVM started. */
  public static long suppressedErrors(int probe) {
    return SUPPRESSED.get(probe);
  }

  /** Sets who is told of swallowed errors besides the count; null for nobody. */
  public static void listen(@Nullable ObjIntConsumer<Throwable> newListener) {
    listener = newListener;
  }
}
