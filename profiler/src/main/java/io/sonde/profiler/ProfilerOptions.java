package io.sonde.profiler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Profiler} behaves.
 *
 * @param directories where private directories for the native library and for recordings may be
 *     made, best first; one that is missing, read-only or mounted {@code noexec} is passed over
 * @param nativeAllowed false forbids to load native code; captures are then unavailable
 * @param threads makes the thread that a capture runs on; it is made a daemon if it is none
 * @param agentPackages prefixes of class names, with dots, whose samples stand apart under the root
 *     frame {@code [sonde]}: {@code io.sonde.}
 * @param opener opens packages of the JDK to this module; without one, on JDK 24 and later, the
 *     native library is only loaded where native access is enabled
 * @param continuousLocks whether the continuous mode samples waits for locks too; with
 *     async-profiler that costs each park of each thread a look at the lock's class, from the first
 *     slice on and for as long as anything is sampled
 * @param requests what the threads of the application were working on; its routes become labels
 */
public record ProfilerOptions(
    List<String> directories,
    boolean nativeAllowed,
    ThreadFactory threads,
    List<String> agentPackages,
    PackageOpener opener,
    boolean continuousLocks,
    RequestIntervals requests) {

  /** Options without an opener, continuous samples of locks and requests. */
  public ProfilerOptions(
      List<String> directories,
      boolean nativeAllowed,
      ThreadFactory threads,
      List<String> agentPackages) {
    this(
        directories,
        nativeAllowed,
        threads,
        agentPackages,
        PackageOpener.NONE,
        false,
        RequestIntervals.none());
  }

  /** Copies the lists. */
  public ProfilerOptions {
    directories = List.copyOf(directories);
    Objects.requireNonNull(threads, "threads");
    agentPackages = List.copyOf(agentPackages);
    Objects.requireNonNull(opener, "opener");
    Objects.requireNonNull(requests, "requests");
  }

  /**
   * The usual candidates: the configured directory, {@code java.io.tmpdir}, the directory of the
   * agent's jar, {@code /var/tmp}, the home directory. Only strings are handled; the file system is
   * not touched.
   */
  public static List<String> candidateDirectories(
      @Nullable String configured, @Nullable String jarDirectory) {
    Set<String> candidates = new LinkedHashSet<>();
    addIfSet(candidates, configured);
    addIfSet(candidates, System.getProperty("java.io.tmpdir"));
    addIfSet(candidates, jarDirectory);
    candidates.add("/var/tmp");
    addIfSet(candidates, System.getProperty("user.home"));
    return new ArrayList<>(candidates);
  }

  private static void addIfSet(Set<String> candidates, @Nullable String directory) {
    if (directory != null && !directory.isBlank()) {
      candidates.add(directory);
    }
  }
}
