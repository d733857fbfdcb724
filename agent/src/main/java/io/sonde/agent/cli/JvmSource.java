package io.sonde.agent.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Finds JVMs without attaching to them: by their performance data, which also names main class,
 * version and options, and on Linux by the libraries they have mapped.
 *
 * @param proc {@code /proc}
 * @param temporary where performance data lie, {@code /tmp}
 * @param self the process that looks, which is left out
 */
record JvmSource(Path proc, Path temporary, long self) {

  private static final String PERF_FOLDER = "hsperfdata_";

  /** Of this machine. */
  static JvmSource here() {
    Path temporary = Path.of("/tmp");
    return new JvmSource(
        Path.of("/proc"),
        Files.isDirectory(Path.of("/proc/self"))
            ? temporary
            : Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
        ProcessHandle.current().pid());
  }

  /** JVMs of this user; of everybody if this is root. */
  List<JvmProcess> all() {
    int uid = ownUid();
    List<JvmProcess> all = new ArrayList<>();
    for (long pid : Files.isDirectory(proc.resolve("self")) ? ProcFiles.pids(proc) : perfPids()) {
      ProcFiles files = ProcFiles.of(proc, pid);
      if (pid != self && (uid <= 0 || files.effectiveUid() == uid) && isJvm(files)) {
        JvmProcess process = of(pid);
        if (process != null) {
          all.add(process);
        }
      }
    }
    return all;
  }

  /** The effective user of this process; -1 where the kernel does not tell. */
  int ownUid() {
    return ProcFiles.of(proc, self).effectiveUid();
  }

  /** Whether a process is a HotSpot JVM, as far as it shows; where nothing shows, it may be one. */
  static boolean isJvm(ProcFiles files) {
    if (!files.exist()) {
      return true;
    }
    return files.showMaps()
        ? files.isMapped(path -> path.endsWith("/libjvm.so"))
        : files.threadNames().contains("VM Thread");
  }

  /** A process; null if there is none with this id. */
  @Nullable JvmProcess of(long pid) {
    ProcFiles files = ProcFiles.of(proc, pid);
    if (!files.exist() && ProcessHandle.of(pid).isEmpty()) {
      return null;
    }
    long inside = files.pidInside(pid);
    PerfData perf = perfData(files, inside);
    JavaCommand command = JavaCommand.parse(files.commandLine());
    String main = perf == null ? "" : main(perf.text("sun.rt.javaCommand"), command.main());
    return new JvmProcess(
        pid,
        inside,
        files.effectiveUid(),
        user(files),
        main.isEmpty() ? command.main() : main,
        version(perf, files),
        options(perf, command, files.environment()),
        perf != null && perf.text("sun.rt.jvmCapabilities").startsWith("0"),
        files);
  }

  /** The first word, unless the launcher's argument shows that the name itself has blanks. */
  private static String main(String javaCommand, String launched) {
    if (!launched.isEmpty() && javaCommand.startsWith(launched)) {
      return launched;
    }
    int blank = javaCommand.indexOf(' ');
    return blank < 0 ? javaCommand : javaCommand.substring(0, blank);
  }

  private List<Long> perfPids() {
    List<Long> pids = new ArrayList<>();
    for (Path folder : perfFolders(temporary)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[0-9]*")) {
        for (Path entry : entries) {
          long pid = Long.parseLong(String.valueOf(entry.getFileName()));
          if (ProcessHandle.of(pid).isPresent()) {
            pids.add(pid);
          }
        }
      } catch (IOException | NumberFormatException e) {
        // another user's folder: its processes are not ours
      }
    }
    return pids;
  }

  private @Nullable PerfData perfData(ProcFiles files, long pidInside) {
    Path folders = files.exist() ? files.outside(temporary) : temporary;
    if (!Files.isReadable(folders)) {
      folders = temporary;
    }
    for (Path folder : perfFolders(folders)) {
      Path file = folder.resolve(Long.toString(pidInside));
      try {
        // a file left behind by somebody else's process of the same id is not this one's
        boolean isOwn =
            !files.exist()
                || files.effectiveUid()
                    == (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        PerfData data = isOwn ? PerfData.parse(Files.readAllBytes(file)) : null;
        if (data != null) {
          return data;
        }
      } catch (IOException | UnsupportedOperationException e) {
        // not in this folder
      }
    }
    return null;
  }

  private static List<Path> perfFolders(Path temporary) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, PERF_FOLDER + "*")) {
      entries.forEach(folders::add);
    } catch (IOException | SecurityException e) {
      return List.of();
    }
    return folders;
  }

  private static String user(ProcFiles files) {
    try {
      return Files.getOwner(files.folder()).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String version(@Nullable PerfData perf, ProcFiles files) {
    if (perf != null && !perf.text("java.property.java.vm.version").isEmpty()) {
      return perf.text("java.property.java.vm.version");
    }
    String executable = files.executable();
    Path bin = executable == null ? null : Path.of(executable).getParent();
    Path home = bin == null ? null : bin.getParent();
    if (home == null) {
      return "";
    }
    Properties release = new Properties();
    try (var in = Files.newInputStream(files.outside(home.resolve("release")))) {
      release.load(in);
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
    return release.getProperty("JAVA_VERSION", "").replace("\"", "");
  }

  /** In the order in which they count: what the JVM itself says, unless it had to cut it. */
  private static List<String> options(
      @Nullable PerfData perf, JavaCommand command, Map<String, String> environment) {
    String told = perf == null ? "" : perf.text("java.rt.vmArgs");
    List<String> options = new ArrayList<>();
    if (told.isEmpty() || told.length() >= PerfData.MAX_TEXT_BYTES - 1) {
      options.addAll(words(environment.getOrDefault("JAVA_TOOL_OPTIONS", "")));
      options.addAll(words(environment.getOrDefault("JDK_JAVA_OPTIONS", "")));
      options.addAll(command.options());
      options.addAll(words(environment.getOrDefault("_JAVA_OPTIONS", "")));
    }
    options.addAll(words(told));
    options.addAll(words(perf == null ? "" : perf.text("java.rt.vmFlags")));
    return options;
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
  }
}
