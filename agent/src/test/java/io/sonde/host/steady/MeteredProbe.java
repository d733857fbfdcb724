package io.sonde.host.steady;

import com.sun.management.ThreadMXBean;
import io.sonde.bootstrap.SondeHook;
import io.sonde.bootstrap.SondeProbe;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a probe and adds up what that allocates. The test moves it to where the hook is at
 * run time.
 *
 * <p>For calls that several threads work on: what a library allocates for them differs from time to
 * time, what a probe allocates does not.
 */
final class MeteredProbe extends SondeProbe {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final AtomicLong BYTES = new AtomicLong();
  private static final AtomicLong CALLS = new AtomicLong();

  private final SondeProbe probe;

  private MeteredProbe(SondeProbe probe) {
    this.probe = probe;
  }

  /** Puts one before every probe. */
  static void install() {
    for (int id = SondeHook.ADVICE + 1; id < SondeHook.MAX_PROBES; id++) {
      SondeProbe installed = SondeHook.installed(id);
      while (installed != null && !(installed instanceof MeteredProbe)) {
        // does nothing if Sonde has just put another one in its place
        SondeHook.replace(id, installed, new MeteredProbe(installed));
        installed = SondeHook.installed(id);
      }
    }
  }

  /** What all probes have allocated. */
  static long bytes() {
    return BYTES.get();
  }

  /** How often all probes were called. */
  static long calls() {
    return CALLS.get();
  }

  private static void add(long bytesBefore) {
    BYTES.addAndGet(THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    CALLS.incrementAndGet();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long token = probe.enter(self, first, second);
    add(before);
    return token;
  }

  @Override
  public void exit(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      @Nullable Object result,
      @Nullable Throwable thrown) {
    CALLS.incrementAndGet();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    probe.exit(token, self, first, second, result, thrown);
    add(before);
  }

  @Override
  public void exitCount(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      long count,
      @Nullable Throwable thrown) {
    CALLS.incrementAndGet();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    probe.exitCount(token, self, first, second, count, thrown);
    add(before);
  }
}
