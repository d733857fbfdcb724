package io.sonde.agent.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has written into its discovery file.
 *
 * @param version the agent's version
 * @param endpoint where it answers
 */
record DiscoveryFile(String version, Endpoint endpoint) {

  /** The kernel counts a process's start in hundredths, file systems may be coarser. */
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(3);

  /**
   * Looks for the file of a process: in a folder given by a person, in the one that the process was
   * started with, or in {@code sonde-<user>} of its temporary folder.
   */
  static @Nullable DiscoveryFile of(JvmProcess process, @Nullable Path givenFolder) {
    for (Path folder : folders(process, givenFolder)) {
      DiscoveryFile found = read(folder, process);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static List<Path> folders(JvmProcess process, @Nullable Path givenFolder) {
    List<Path> folders = new ArrayList<>();
    if (givenFolder != null) {
      folders.add(givenFolder);
      return folders;
    }
    String configured = configuredFolder(process);
    if (configured != null) {
      folders.add(outside(process, Path.of(configured)));
    }
    String temporary = process.property("java.io.tmpdir");
    Path parent = outside(process, Path.of(temporary == null ? defaultTemporary() : temporary));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, "sonde-*")) {
      entries.forEach(folders::add);
    } catch (IOException | SecurityException e) {
      return folders;
    }
    return folders;
  }

  private static String defaultTemporary() {
    return Files.isDirectory(Path.of("/proc/self"))
        ? "/tmp"
        : System.getProperty("java.io.tmpdir", "/tmp");
  }

  private static Path outside(JvmProcess process, Path inside) {
    Path path = process.files().outside(inside);
    return Files.isReadable(process.files().root()) ? path : inside;
  }

  private static @Nullable String configuredFolder(JvmProcess process) {
    String folder = process.property("sonde.directory");
    for (String option : process.options()) {
      if (option.startsWith("-javaagent:")) {
        for (String argument : option.split("[=,]directory=", -1)) {
          if (!argument.startsWith("-javaagent:")) {
            folder = argument.split(",", -1)[0];
          }
        }
      }
    }
    return folder;
  }

  private static @Nullable DiscoveryFile read(Path folder, JvmProcess process) {
    Path file = folder.resolve(process.pidInside() + ".properties");
    Properties properties = new Properties();
    try {
      if (!isTrusted(folder, file, process)) {
        return null;
      }
      properties.load(new StringReader(Files.readString(file)));
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
    String url = properties.getProperty("url", "");
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      return null;
    }
    return new DiscoveryFile(
        properties.getProperty("version", "unknown"), Endpoint.of(url, token(folder, process)));
  }

  /** A file of another user, or of a former process with the same id, tells nothing. */
  private static boolean isTrusted(Path folder, Path file, JvmProcess process) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (process.uid() >= 0) {
      int owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      int folderOwner = (int) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (owner != process.uid() || folderOwner != process.uid()) {
        return false;
      }
    }
    Optional<Instant> started =
        ProcessHandle.of(process.pid()).flatMap(handle -> handle.info().startInstant());
    FileTime written = Files.getLastModifiedTime(file);
    return started.isEmpty() || !written.toInstant().isBefore(started.get().minus(CLOCK_SLACK));
  }

  private static @Nullable String token(Path folder, JvmProcess process) {
    try {
      return Files.readString(folder.resolve(process.pidInside() + ".token")).strip();
    } catch (IOException e) {
      return null;
    }
  }
}
