package io.sonde.agent.start;

import io.sonde.agent.instrumentation.Technology;
import io.sonde.bootstrap.SondeHook;
import io.sonde.bootstrap.SondeProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of each technology cost, and the brake on them.
 *
 * <p>For {@link #WINDOW_MILLIS} of each second every probe stands behind a {@link TimedProbe}; what
 * these add up, divided by the length of the window and the number of processors, is the
 * technology's share of the processors' time. So the count and the cost of calls are both measured
 * where they happen, and for the rest of the second nothing is different. Error: half a percent of
 * all calls is a sample; the share is a mean that forgets half of the past in 7 seconds. Not in it:
 * the inlined call of the hook itself.
 *
 * <p>A technology above its cap is switched off: its {@link Technology#beginnings} are not told to
 * its probes, so that no call is measured by halves and no number is right in part only. The
 * windows then count the calls that there would be; times what a call cost before, that is the
 * share that measuring would take. Below half of the cap the technology measures again. It is said
 * once.
 *
 * <p>Concurrency: an {@link Account} is written by the ticking thread; {@code ratio} and {@code
 * isOff} are volatile, for readers. Technologies are claimed before the first tick.
 */
final class ProbeCosts {

  /** How long probes are timed in each second. */
  static final long WINDOW_MILLIS = 5;

  /** Ticks before anything is switched off: code that is not compiled yet is slow. */
  static final int PATIENCE_TICKS = 30;

  private static final double WEIGHT = 0.1;
  private static final int CALIBRATIONS = 100;

  /** What is known of one technology. */
  private static final class Account {
    final String name;
    final List<Integer> numbers;
    final int[] beginnings;
    final List<Runnable> afterGap;

    /** Of the present window. */
    final LongAdder nanos = new LongAdder();

    final LongAdder calls = new LongAdder();

    /** Means of the windows in which it was on. */
    double meanNanos;

    double meanCalls;
    volatile double ratio;
    volatile boolean isOff;
    boolean isSaid;

    Account(String name, List<Integer> numbers, int[] beginnings, List<Runnable> afterGap) {
      this.name = name;
      this.numbers = numbers;
      this.beginnings = beginnings;
      this.afterGap = afterGap;
    }

    boolean begins(int number) {
      for (int beginning : beginnings) {
        if (beginning == number) {
          return true;
        }
      }
      return false;
    }
  }

  private final List<Account> accounts = new ArrayList<>();
  private final double maxRatio;
  private final int processors;
  private final LongSupplier clockNanos;
  private final long clockCostNanos;
  private final Consumer<String> say;
  private final boolean[] claimedProbes = new boolean[SondeHook.MAX_PROBES];
  private int claimedGaps;
  private long ticks;
  private long openedNanos;

  /**
   * Makes an account without technologies.
   *
   * @param maxRatio share of the processors' time that a technology may take; 0 for no cap
   * @param clockNanos {@link System#nanoTime} or a test's
   * @param say told once for each technology that is switched off
   */
  ProbeCosts(double maxRatio, int processors, LongSupplier clockNanos, Consumer<String> say) {
    this.maxRatio = maxRatio;
    this.processors = processors;
    this.clockNanos = clockNanos;
    this.say = say;
    this.clockCostNanos = clockCost(clockNanos);
  }

  private static long clockCost(LongSupplier clockNanos) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < CALIBRATIONS; i++) {
      long start = clockNanos.getAsLong();
      least = Math.min(least, clockNanos.getAsLong() - start);
    }
    return least;
  }

  /**
   * Puts the probes that were installed since the last call down to a technology.
   *
   * @param afterGaps what all technologies so far want to be done before they measure again
   */
  void claim(Technology technology, List<Runnable> afterGaps) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = SondeHook.ADVICE + 1; i < SondeHook.MAX_PROBES; i++) {
      if (!claimedProbes[i] && SondeHook.installed(i) != null) {
        claimedProbes[i] = true;
        numbers.add(i);
      }
    }
    List<Runnable> own = List.copyOf(afterGaps.subList(claimedGaps, afterGaps.size()));
    claimedGaps = afterGaps.size();
    accounts.add(new Account(technology.name(), numbers, technology.beginnings(), own));
  }

  /** Names of the technologies, in the order of their installation. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Account account : accounts) {
      names.add(account.name);
    }
    return names;
  }

  /** Share of the processors' time that a technology takes, or would if it were not off. */
  double ratio(String name) {
    Account account = find(name);
    return account == null ? 0 : account.ratio;
  }

  /** Whether a technology is switched off, because it would take too much. */
  boolean isOff(String name) {
    Account account = find(name);
    return account != null && account.isOff;
  }

  private @Nullable Account find(String name) {
    for (Account account : accounts) {
      if (account.name.equals(name)) {
        return account;
      }
    }
    return null;
  }

  /** Begins to time the probes. */
  void open() {
    openedNanos = clockNanos.getAsLong();
    for (Account account : accounts) {
      account.nanos.reset();
      account.calls.reset();
      for (int number : account.numbers) {
        SondeProbe probe = SondeHook.installed(number);
        if (probe != null) {
          SondeHook.replace(number, probe, watched(account, number, probe));
        }
      }
      if (account.isOff) {
        mute(account, false);
      }
    }
  }

  private TimedProbe watched(Account account, int number, SondeProbe probe) {
    LongAdder calls = account.begins(number) ? account.calls : null;
    return new TimedProbe(
        probe, clockNanos, account.nanos, clockCostNanos, calls, calls != null && account.isOff);
  }

  /** Ends the timing and decides. */
  void close() {
    for (Account account : accounts) {
      if (account.isOff) {
        mute(account, true);
      }
      for (int number : account.numbers) {
        SondeProbe timed = SondeHook.installed(number);
        if (timed instanceof TimedProbe known) {
          SondeHook.replace(number, timed, known.probe());
        }
      }
    }
    long elapsedNanos = Math.max(1, clockNanos.getAsLong() - openedNanos);
    ticks++;
    for (Account account : accounts) {
      double before = account.ratio;
      double now = nanos(account) / elapsedNanos / processors;
      account.ratio = before + WEIGHT * (now - before);
      decide(account);
    }
  }

  /** What a technology took in the window, or would have taken. */
  private static double nanos(Account account) {
    double nanos = (double) account.nanos.sum();
    double calls = (double) account.calls.sum();
    if (account.isOff) {
      return account.meanCalls == 0 ? 0 : calls * account.meanNanos / account.meanCalls;
    }
    account.meanNanos += WEIGHT * (nanos - account.meanNanos);
    account.meanCalls += WEIGHT * (calls - account.meanCalls);
    return nanos;
  }

  private void decide(Account account) {
    if (maxRatio <= 0 || ticks <= PATIENCE_TICKS || account.beginnings.length == 0) {
      return;
    }
    if (account.isOff) {
      if (account.ratio <= maxRatio / 2) {
        account.afterGap.forEach(Runnable::run);
        account.isOff = false;
        mute(account, false);
      }
    } else if (account.ratio > maxRatio) {
      account.isOff = true;
      mute(account, true);
      if (!account.isSaid) {
        account.isSaid = true;
        say.accept(
            account.name
                + " was switched off, because measuring it took more than "
                + Math.round(maxRatio * 1000) / 10.0
                + " % of the processors' time; it comes back when the load falls");
      }
    }
  }

  private static void mute(Account account, boolean isMuted) {
    for (int number : account.beginnings) {
      SondeHook.mute(number, isMuted);
    }
  }
}
