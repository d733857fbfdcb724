package io.sonde.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that the command line and a target both have to see, the target maybe in a container. */
final class TargetFiles {

  private TargetFiles() {}

  /** The folder for them, by the name that it has in both. */
  static Path temporary() {
    return Path.of(
        Files.isDirectory(Path.of("/proc/self"))
            ? "/tmp"
            : System.getProperty("java.io.tmpdir", "/tmp"));
  }

  /** Where a path of the target is found from here. */
  static Path outside(JvmProcess process, Path inside) {
    return isElsewhere(process) ? process.files().outside(inside) : inside;
  }

  /** Whether the target has another file system than we. */
  static boolean isElsewhere(JvmProcess process) {
    String own = new ProcFiles(Path.of("/proc/self")).namespace("mnt");
    String its = process.files().namespace("mnt");
    return own != null && its != null && !own.equals(its);
  }

  /**
   * The path of our jar as the target sees it: the same, or that of a copy in its temporary folder
   * if it has another file system.
   */
  static String jar(JvmProcess process, File jar) throws IOException {
    if (jar.getPath().indexOf(',') >= 0) {
      throw new CliException(
          ExitCode.USAGE, "an agent's arguments are separated by commas; rename " + jar);
    }
    Path own = jar.toPath().toAbsolutePath();
    if (!isElsewhere(process) || isSame(own, process.files().outside(own))) {
      return own.toString();
    }
    Path inside = temporary().resolve("sonde-" + Cli.version() + "-" + Files.size(own) + ".jar");
    Path copy = process.files().outside(inside);
    if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)) {
      Path draft = copy.resolveSibling(copy.getFileName() + "." + ProcessHandle.current().pid());
      Files.copy(own, draft);
      give(draft, process);
      Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
    }
    return inside.toString();
  }

  private static boolean isSame(Path own, Path its) {
    try {
      return Files.isSameFile(own, its);
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes the target's user the owner, which only root can and needs to do. */
  static void give(Path file, JvmProcess process) throws IOException {
    int own = new ProcFiles(Path.of("/proc/self")).effectiveUid();
    if (own == 0 && process.uid() > 0) {
      Files.setAttribute(file, "unix:uid", process.uid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(
          file, "unix:gid", process.files().effectiveGid(), LinkOption.NOFOLLOW_LINKS);
    }
  }
}
