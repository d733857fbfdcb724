package io.sonde.profiler;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many threads there are, and how many file descriptors are left for them.
 *
 * @param threads live platform threads
 * @param spareDescriptors open file descriptors that the process may still add
 */
record ThreadLoad(int threads, long spareDescriptors) {

  /** perf_events takes a file descriptor and a page of locked memory for each thread. */
  private static final int MAX_PERF_THREADS = 500;

  static ThreadLoad read() {
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long spareDescriptors;
    try {
      spareDescriptors =
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
              : 0;
    } catch (LinkageError e) {
      // The runtime image has no module jdk.management.
      spareDescriptors = 0;
    }
    return new ThreadLoad(threads, spareDescriptors);
  }

  /** perf_events while that is cheap and takes no descriptor that the application may need. */
  AsyncProfilerCommand.CpuTimer timer() {
    return threads > MAX_PERF_THREADS || spareDescriptors < 2L * threads
        ? AsyncProfilerCommand.CpuTimer.CTIMER
        : AsyncProfilerCommand.CpuTimer.CPU;
  }
}
