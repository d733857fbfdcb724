package io.sonde.profiler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import one.profiler.AsyncProfiler;

/**
 * Extracts a native library into the first directory that takes it, loads it, and deletes it.
 *
 * <p>The file belongs to this process alone. A shared, persistent copy (as the artifact's own
 * loader keeps one) can be half written, exchanged, or already loaded by another class loader.
 */
final class LibraryInstaller {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final NativeLibrary library;
  private final List<String> directories;
  private final LibraryLoader loader;

  LibraryInstaller(NativeLibrary library, List<String> directories, LibraryLoader loader) {
    this.library = library;
    this.directories = directories;
    this.loader = loader;
  }

  /**
   * Tries the directories in turn.
   *
   * @throws ProfilerUnavailableException if none will do, with the reason of each
   */
  LoadedLibrary install() throws ProfilerUnavailableException {
    List<String> reasons = new ArrayList<>();
    for (String directory : directories) {
      try {
        return installIn(directory);
      } catch (IOException | UnsatisfiedLinkError e) {
        reasons.add(directory + ": " + reason(e));
      }
    }
    throw new ProfilerUnavailableException(
        "the native library could not be loaded from any directory ("
            + String.join("; ", reasons)
            + "); name a directory that is writable and not mounted noexec");
  }

  private LoadedLibrary installIn(String base) throws IOException, ProfilerUnavailableException {
    try (PrivateDirectory directory = PrivateDirectory.in(base)) {
      Path file = directory.newFile("libasyncProfiler-", library.suffix());
      extract(file);
      verify(file);
      return loader.load(file);
    }
  }

  private void extract(Path file) throws IOException, ProfilerUnavailableException {
    try (InputStream in = AsyncProfiler.class.getResourceAsStream(library.resource())) {
      if (in == null) {
        throw new ProfilerUnavailableException(
            library.resource() + " is missing from the agent; install a complete one");
      }
      try (FileChannel out = PrivateDirectory.open(file, "rwx------")) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int length; (length = in.read(buffer)) >= 0; ) {
          ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
        }
      }
    }
  }

  /** Compares what stands on disk, not what was read from the jar, with the sum of the build. */
  private void verify(Path file) throws IOException, ProfilerUnavailableException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new ProfilerUnavailableException("this JVM has no SHA-256: " + e.getMessage());
    }
    String actual = HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    if (!actual.equals(library.sha256())) {
      throw new ProfilerUnavailableException(
          "the native library has SHA-256 "
              + actual
              + " instead of "
              + library.sha256()
              + "; it is not loaded. Install an undamaged agent");
    }
  }

  private String reason(Throwable e) {
    String message = e.getMessage();
    if (e instanceof FileSystemException f) {
      String why = f.getReason();
      return why != null ? why : e.getClass().getSimpleName();
    }
    if (message == null) {
      return e.getClass().getSimpleName();
    }
    // The linker's message begins with the path of a file that is gone by now.
    String fileEnd = library.suffix() + ": ";
    int end = message.lastIndexOf(fileEnd);
    return end >= 0 ? message.substring(end + fileEnd.length()) : message;
  }
}
