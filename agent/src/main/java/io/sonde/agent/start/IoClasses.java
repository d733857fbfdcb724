package io.sonde.agent.start;

import io.sonde.profiler.PackageOpener;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Initialises the JDK's classes of input and output that load native libraries, at a moment when
 * nobody else loads one.
 *
 * <p>In JDK 17 one lock is held while any library is loaded (JDK 25 has a lock for each). A
 * library's own code runs under it, and may need such a class: Netty's looks up {@code
 * FileChannelImpl}. If a thread of ours initialises the class just then, it waits for the lock, and
 * the application's thread for the class: both for ever. (Seen once: JDK 17.0.15, gRPC's Netty, a
 * busy machine.) Our threads for the endpoint, the profile and the JVM's meters would do so in
 * passing.
 *
 * <p>What changes nothing for {@code main} is initialised before it, while there is no other
 * thread. For the rest the JDK's libraries are loaded first, with no class in the making, and the
 * classes are initialised when no thread is in the loading of a library: what remains is that one
 * begins in that fraction of a millisecond.
 */
final class IoClasses {

  private static final String LOADER = "jdk.internal.loader";
  private static final String LIBRARIES = LOADER + ".NativeLibraries";
  private static final String PORTS = "sun.nio.ch.IOUtil";

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** What loads a library for longer than that does not wait for us. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private IoClasses() {}

  /**
   * What can be done while there is no thread but ours and {@code main}'s, which waits. With the
   * library of {@code IOUtil} loaded, the JVM has read {@code java.net.preferIPv4Stack}: unless it
   * is set, {@code main} may want to set it.
   */
  static void beforeMain() {
    initialise("jdk.internal.jimage.NativeImageBuffer");
    if (System.getProperty("java.net.preferIPv4Stack") != null) {
      initialise(PORTS);
    }
  }

  /**
   * Before files and ports are opened.
   *
   * @param opener opens a package of {@code java.base}; where it cannot, the libraries are loaded
   *     by the classes themselves
   */
  static void forFilesAndPorts(PackageOpener opener) {
    load(opener, "net", "nio");
    boolean ignored = awaitNoLoading(Thread::getAllStackTraces, PATIENCE_NANOS);
    initialise(PORTS);
    initialise("java.net.InetAddress");
  }

  private static void initialise(String type) {
    try {
      Class.forName(type, true, null);
    } catch (ClassNotFoundException | LinkageError otherJdk) {
      // what needs it says so
      return;
    }
  }

  private static void load(PackageOpener opener, String... libraries) {
    try {
      opener.open(Object.class.getModule(), LOADER, IoClasses.class.getModule());
      Method load =
          Class.forName(LOADER + ".BootLoader", true, null).getMethod("loadLibrary", String.class);
      for (String library : libraries) {
        load.invoke(null, library);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError otherJdk) {
      // the classes load them themselves
      return;
    }
  }

  /** Waits until no thread is in the loading of a library; returns whether that came. */
  static boolean awaitNoLoading(
      Supplier<Map<Thread, StackTraceElement[]>> stacks, long patienceNanos) {
    long startNanos = System.nanoTime();
    while (isLoading(stacks.get())) {
      if (System.nanoTime() - startNanos > patienceNanos) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  private static boolean isLoading(Map<Thread, StackTraceElement[]> stacks) {
    for (StackTraceElement[] stack : stacks.values()) {
      for (StackTraceElement frame : stack) {
        if (frame.getClassName().equals(LIBRARIES)) {
          return true;
        }
      }
    }
    return false;
  }
}
