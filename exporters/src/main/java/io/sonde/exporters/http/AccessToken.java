package io.sonde.exporters.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secret that control, and reading beyond loopback, ask for.
 *
 * <p>Either given, or 256 random bits made when first needed and written to a file that only its
 * owner can read (0600, in a directory that is 0700, owned by the same user and no link).
 *
 * <p>Concurrency: {@code secret} is guarded by this object's monitor and written once.
 */
public final class AccessToken {
  private static final int SECRET_BYTES = 32;
  private static final int SHORTEST_GIVEN = 16;

  private final @Nullable Path file;
  private @Nullable String secret;

  private AccessToken(@Nullable Path file, @Nullable String secret) {
    this.file = file;
    this.secret = secret;
  }

  /** A token that the operator chose, at least 16 characters. */
  public static AccessToken of(String secret) {
    if (secret.length() < SHORTEST_GIVEN) {
      throw new IllegalArgumentException("a token has at least 16 characters");
    }
    return new AccessToken(null, secret);
  }

  /** A token that is made when first needed, in this file, whose directory is made if missing. */
  public static AccessToken inFile(Path file) {
    return new AccessToken(file, null);
  }

  /** Where the token can be read, or null if it was given. */
  public @Nullable Path file() {
    return file;
  }

  /**
   * The token, which is made and written now if there is none yet.
   *
   * @throws IOException if the file or its directory is not safe or cannot be written
   */
  public synchronized String value() throws IOException {
    String known = secret;
    if (known == null) {
      known = write(file);
      secret = known;
    }
    return known;
  }

  /** Compares in constant time; false if there is no token because its file cannot be written. */
  boolean matches(@Nullable String presented) {
    if (presented == null) {
      return false;
    }
    try {
      return MessageDigest.isEqual(
          value().getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException noToken) {
      return false;
    }
  }

  /** Makes sure that the file exists, so that an operator can find it; false if it cannot be. */
  boolean prepare() {
    try {
      value();
      return true;
    } catch (IOException | RuntimeException noToken) {
      return false;
    }
  }

  private static String write(@Nullable Path file) throws IOException {
    if (file == null) {
      throw new IOException("no file");
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("no directory: " + file);
    }
    boolean posix = Files.getFileStore(existing(directory)).supportsFileAttributeView("posix");
    if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(directory, attributes(posix, "rwx------"));
    }
    checkDirectory(directory, posix);
    Files.deleteIfExists(file);
    try {
      Files.createFile(file, attributes(posix, "rw-------"));
    } catch (FileAlreadyExistsException someoneElses) {
      throw new IOException("not ours: " + file, someoneElses);
    }
    checkOwner(directory, file);
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    Files.writeString(file, secret, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    return secret;
  }

  private static Path existing(Path directory) {
    Path path = directory;
    while (Files.notExists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }

  private static void checkDirectory(Path directory, boolean posix) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("not a directory: " + directory);
    }
    Set<PosixFilePermission> allowed = PosixFilePermissions.fromString("rwx------");
    if (posix
        && !allowed.containsAll(
            Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS))) {
      throw new IOException("others can enter " + directory);
    }
  }

  // A file just made belongs to this process's user.
  private static void checkOwner(Path directory, Path fresh) throws IOException {
    boolean ours =
        Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getOwner(fresh, LinkOption.NOFOLLOW_LINKS));
    if (!ours) {
      Files.deleteIfExists(fresh);
      throw new IOException("another user's directory: " + directory);
    }
  }

  private static FileAttribute<?>[] attributes(boolean posix, String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
