package io.sonde.profiler;

import java.nio.file.Path;

/** Loads an extracted native library into this process. */
interface LibraryLoader {

  /**
   * Loads the library.
   *
   * @throws UnsatisfiedLinkError if the linker refused the file, for instance because its file
   *     system is mounted {@code noexec}; another directory may do
   * @throws ProfilerUnavailableException if no directory will help
   */
  LoadedLibrary load(Path file) throws ProfilerUnavailableException;
}
