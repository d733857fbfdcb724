package io.sonde.host.objectpool;

import java.lang.reflect.InvocationTargetException;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

/** What was done with a pool, all times as the callers measured them. */
final class Use {

  final String kind;
  final Lender lender;
  final AtomicLong asked = new AtomicLong();
  final AtomicLong held = new AtomicLong();
  final AtomicLong inVain = new AtomicLong();
  final AtomicLong waitNanos = new AtomicLong();
  final AtomicLong holdNanos = new AtomicLong();
  final AtomicLong roundNanos = new AtomicLong();

  Use(String kind, Lender lender) {
    this.kind = kind;
    this.lender = lender;
  }

  /** Borrows an object, holds it and gives it back. */
  void lease(int millis) throws Exception {
    long start = System.nanoTime();
    Object object = borrow();
    long got = System.nanoTime();
    Thread.sleep(millis);
    giveBack(object, start, got);
  }

  void giveBack(Object object, long startNanos, long gotNanos) throws Exception {
    long returning = System.nanoTime();
    lender.takeBack(object);
    held(startNanos, gotNanos, returning);
  }

  /** An object was lent, and is no more since just now. */
  void held(long startNanos, long gotNanos, long returningNanos) {
    held.incrementAndGet();
    holdNanos.addAndGet(returningNanos - gotNanos);
    roundNanos.addAndGet(System.nanoTime() - startNanos);
  }

  /** An object, at last: where the machine is slow, a pool may time out before it lends one. */
  Object borrow() throws Exception {
    while (true) {
      try {
        return ask();
      } catch (NoSuchElementException slowMachine) {
        inVain.incrementAndGet();
      }
    }
  }

  /** Asks once. */
  Object ask() throws Exception {
    long start = System.nanoTime();
    asked.incrementAndGet();
    try {
      return lender.lend();
    } catch (Exception wrapped) {
      throw unwrapped(wrapped);
    } finally {
      waitNanos.addAndGet(System.nanoTime() - start);
    }
  }

  /** Asks once, and is refused. */
  void askInVain() throws Exception {
    try {
      Object object = ask();
      throw new AssertionError(kind + " lent " + object);
    } catch (NoSuchElementException expected) {
      // as it should
    }
  }

  /** Jedis says it in exceptions of its own. */
  private static Exception unwrapped(Exception thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof NoSuchElementException exhausted) {
        return exhausted;
      }
    }
    return thrown instanceof InvocationTargetException wrapper
            && wrapper.getCause() instanceof Exception cause
        ? cause
        : thrown;
  }

  @Override
  public String toString() {
    return "pool %s name=%s asked=%d held=%d inVain=%d made=%d destroyed=%d waitNanos=%d holdNanos=%d roundNanos=%d"
        .formatted(
            kind,
            lender.label(),
            asked.get(),
            held.get(),
            inVain.get(),
            lender.made(),
            lender.destroyed(),
            waitNanos.get(),
            holdNanos.get(),
            roundNanos.get());
  }
}
