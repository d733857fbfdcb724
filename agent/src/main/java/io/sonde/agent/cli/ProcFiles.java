package io.sonde.agent.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Linux tells of one process under {@code /proc}. What it does not tell, because the process
 * is somebody else's or this is not Linux, is null, empty or -1 here.
 *
 * @param folder {@code /proc/PID}
 */
record ProcFiles(Path folder) {

  /** Of a process. */
  static ProcFiles of(Path proc, long pid) {
    return new ProcFiles(proc.resolve(Long.toString(pid)));
  }

  /** The ids of all processes. */
  static List<Long> pids(Path proc) {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        pids.add(Long.valueOf(String.valueOf(entry.getFileName())));
      }
    } catch (IOException | NumberFormatException e) {
      return List.of();
    }
    pids.sort(null);
    return pids;
  }

  boolean exist() {
    return Files.isDirectory(folder);
  }

  /** A line of {@code status}. */
  @Nullable String status(String name) {
    for (String line : text("status").split("\n", -1)) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return null;
  }

  /** The state's letter, {@code T} for stopped, {@code Z} for a zombie; a blank if unknown. */
  char state() {
    String state = status("State");
    return state == null || state.isEmpty() ? ' ' : state.charAt(0);
  }

  /** The effective user, which the JVM compares with that of the one who attaches. */
  int effectiveUid() {
    return id("Uid");
  }

  /** The effective group. */
  int effectiveGid() {
    return id("Gid");
  }

  private int id(String name) {
    String ids = status(name);
    return ids == null ? -1 : Integer.parseInt(ids.split("\\s+", -1)[1]);
  }

  /** The process id inside the process's own namespace. */
  long pidInside(long pid) {
    String ids = status("NSpid");
    if (ids == null || ids.isEmpty()) {
      return pid;
    }
    String[] nested = ids.split("\\s+", -1);
    return Long.parseLong(nested[nested.length - 1]);
  }

  /** Whether the process has a handler for a signal. */
  boolean catches(int signal) {
    String mask = status("SigCgt");
    return mask == null || (Long.parseUnsignedLong(mask, 16) >>> (signal - 1) & 1) == 1;
  }

  List<String> commandLine() {
    return parts("cmdline");
  }

  /** The environment it was started with; empty if it may not be read. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (String entry : parts("environ")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        environment.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return environment;
  }

  private List<String> parts(String file) {
    List<String> parts = new ArrayList<>(List.of(text(file).split("\0", -1)));
    if (!parts.isEmpty() && parts.get(parts.size() - 1).isEmpty()) {
      parts.remove(parts.size() - 1);
    }
    return parts;
  }

  /** Whether the memory map may be read. */
  boolean showMaps() {
    return !text("maps").isEmpty();
  }

  /** Whether a file whose path fits is mapped into its memory. */
  boolean isMapped(Predicate<String> path) {
    try (Stream<String> lines = Files.lines(folder.resolve("maps"), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(
          line -> {
            int slash = line.indexOf('/');
            return slash >= 0 && path.test(line.substring(slash));
          });
    } catch (IOException | UncheckedIOException | SecurityException e) {
      return false;
    }
  }

  /** Names of its threads, cut to 15 bytes by the kernel. */
  List<String> threadNames() {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path task : tasks) {
        names.add(read(task.resolve("comm")).strip());
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return names;
    }
    return names;
  }

  /** A namespace's name, {@code pid}, {@code mnt} or {@code net}; null if it may not be known. */
  @Nullable String namespace(String kind) {
    return link("ns/" + kind);
  }

  /** The executable. */
  @Nullable String executable() {
    return link("exe");
  }

  private @Nullable String link(String name) {
    try {
      return Files.readSymbolicLink(folder.resolve(name)).toString();
    } catch (IOException | SecurityException e) {
      return null;
    }
  }

  /** The file system as the process sees it. */
  Path root() {
    return folder.resolve("root");
  }

  /** A path of the process, as it is reached from here. */
  Path outside(Path inside) {
    return root().resolve(inside.isAbsolute() ? inside.toString().substring(1) : inside.toString());
  }

  private String text(String file) {
    return read(folder.resolve(file));
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException | SecurityException e) {
      return "";
    }
  }
}
