package io.sonde.profiler;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A new directory that only this user can enter, deleted with its files on {@link #close()}.
 *
 * <p>Directory and files get random names and are made so that an existing entry, a link included,
 * makes the call fail: nobody can prepare them. The mode is given to the call that makes them, so
 * there is no moment in which they are open to others.
 */
final class PrivateDirectory implements AutoCloseable {

  /** Begins the name of each directory; by it a mapped library is recognised as Sonde's own. */
  static final String PREFIX = "sonde-profiler-";

  private static final int ATTEMPTS = 3;
  private static final int RANDOM_BITS = 128;

  private final Path path;
  private final List<Path> files = new ArrayList<>();

  private PrivateDirectory(Path path) {
    this.path = path;
  }

  /**
   * Makes a directory with mode 0700 in {@code base}.
   *
   * @throws IOException if {@code base} is missing, read-only, or cannot stand in a command of the
   *     native library
   */
  static PrivateDirectory in(String base) throws IOException {
    Path parent = absolute(base);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    for (int attempt = 1; ; attempt++) {
      try {
        return new PrivateDirectory(
            Files.createDirectory(parent.resolve(PREFIX + randomName()), mode));
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (UnsupportedOperationException e) {
        throw new IOException("no POSIX permissions in " + base, e);
      }
    }
  }

  /** Makes one in the first of several directories that takes it. */
  static PrivateDirectory inAny(List<String> bases) throws IOException {
    List<String> reasons = new ArrayList<>();
    for (String base : bases) {
      try {
        return in(base);
      } catch (IOException e) {
        reasons.add(e.toString());
      }
    }
    throw new IOException("no directory is writable: " + reasons);
  }

  private static Path absolute(String base) throws IOException {
    Path parent;
    try {
      parent = Path.of(base).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IOException("not a path", e);
    }
    String text = parent.toString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Commas end an argument, percent signs are patterns, quotes end a diagnostic command's word.
      if (c < ' ' || ",%\"'\\".indexOf(c) >= 0) {
        throw new IOException("its path holds a character that is not allowed in commands");
      }
    }
    return parent;
  }

  private static String randomName() {
    return new BigInteger(RANDOM_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
  }

  Path path() {
    return path;
  }

  /** The path of a file yet to be made, with a random name; it is deleted on {@link #close()}. */
  Path newFile(String prefix, String suffix) {
    Path file = path.resolve(prefix + randomName() + suffix);
    files.add(file);
    return file;
  }

  /** Makes a file of {@link #newFile} and opens it for reading and writing. */
  static FileChannel open(Path file, String permissions) throws IOException {
    return FileChannel.open(
        file,
        Set.of(CREATE_NEW, READ, WRITE, NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
  }

  /** Deletes the files and the directory. What is open or mapped stays usable. */
  @Override
  public void close() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(path);
  }
}
