package io.sonde.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What starting a database server of the distribution takes. */
final class ServerProcess {

  private ServerProcess() {}

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Runs a command to its end; any end but a good one is an error. */
  static void run(List<String> command) throws IOException, InterruptedException {
    File output = File.createTempFile("command", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(new File(System.getProperty("java.io.tmpdir")))
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + Files.readString(output.toPath()));
      }
    } finally {
      boolean ignored = output.delete();
    }
  }

  /** The folder, of those given and those of {@code PATH}, that has all the programs. */
  static @Nullable Path folderWith(List<Path> first, String... programs) {
    List<Path> candidates = new ArrayList<>(first);
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      candidates.add(Path.of(folder));
    }
    for (Path candidate : candidates) {
      boolean hasAll = true;
      for (String program : programs) {
        hasAll &= Files.isExecutable(candidate.resolve(program));
      }
      if (hasAll) {
        return candidate;
      }
    }
    return null;
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
