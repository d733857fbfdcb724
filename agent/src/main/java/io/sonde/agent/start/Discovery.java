package io.sonde.agent.start;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that tells tools where this JVM's endpoint is: {@code <pid>.properties} in a folder that
 * only this user can read, and in which the token stands as {@code <pid>.token} once it is needed.
 *
 * <p>Used on a daemon thread after start. A folder that cannot be made or belongs to somebody else
 * means that there is no file, nothing worse.
 */
final class Discovery implements AutoCloseable {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path folder;
  private final boolean isConfigured;
  private volatile @Nullable Path file;

  Discovery(String configuredFolder) {
    isConfigured = !configuredFolder.isEmpty();
    folder =
        configuredFolder.isEmpty()
            ? new File(
                    System.getProperty("java.io.tmpdir", "."),
                    "sonde-" + System.getProperty("user.name", "unknown"))
                .toPath()
            : new File(configuredFolder).toPath();
  }

  /** The file of this JVM's token; there may be none. */
  Path tokenFile() {
    return file("token");
  }

  private Path file(String extension) {
    return folder.resolve(ProcessHandle.current().pid() + "." + extension);
  }

  /** Writes the file; it is complete as soon as it is seen. */
  void announce(String url) throws IOException {
    String text =
        "pid="
            + ProcessHandle.current().pid()
            + "\nurl="
            + url
            + "\nversion="
            + Version.current()
            + "\n";
    try {
      write(text);
    } catch (NoSuchFileException e) {
      // another JVM that leaves has taken the empty folder away between two steps
      write(text);
    }
  }

  private void write(String text) throws IOException {
    prepareFolder();
    Path complete = file("properties");
    Path draft = file("draft");
    Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
    Files.move(
        draft, complete, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    file = complete;
  }

  private void prepareFolder() throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      if (isConfigured) {
        // a temporary folder that does not exist is the host's affair and stays absent
        Files.createDirectories(folder.toAbsolutePath().getParent());
      }
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    boolean isOurs =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(OWNER_ONLY)
            && Files.isWritable(folder);
    if (!isOurs) {
      throw new IOException(folder + " is not a folder that only this user can use");
    }
  }

  /** Takes this JVM's files away, and the folder if it is not the operator's and holds no other. */
  @Override
  public void close() {
    Path written = file;
    if (written != null) {
      delete(written);
      file = null;
    }
    delete(tokenFile());
    if (!isConfigured) {
      // a folder that is not empty stays
      delete(folder);
    }
  }

  private static void delete(Path path) {
    boolean ignored = path.toFile().delete();
  }
}
