package io.sonde.agent.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The file into which an agent in another process writes what it did: lines {@code name=value}, the
 * last of them {@code end=}. Made by the command line, which also deletes it.
 */
final class ReplyFile implements AutoCloseable {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final String inside;

  private ReplyFile(Path file, String inside) {
    this.file = file;
    this.inside = inside;
  }

  /** Makes a file that the target can write and only its user can read. */
  static ReplyFile create(JvmProcess process) throws IOException {
    String name = "sonde-reply-" + UUID.randomUUID();
    Path inside = TargetFiles.temporary().resolve(name);
    Path file = TargetFiles.outside(process, inside);
    Files.createFile(file, OWNER_ONLY);
    TargetFiles.give(file, process);
    return new ReplyFile(file, inside.toString());
  }

  /** Its path as the target sees it. */
  String inside() {
    return inside;
  }

  /** What is written so far; of a name that occurs more than once, all values. */
  Map<String, List<String>> read() {
    Map<String, List<String>> values = new HashMap<>();
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return values;
    }
    int from = 0;
    for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      String line = text.substring(from, to);
      int equals = line.indexOf('=');
      if (equals > 0) {
        values
            .computeIfAbsent(line.substring(0, equals), name -> new ArrayList<>())
            .add(line.substring(equals + 1));
      }
      from = to + 1;
    }
    return values;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // an empty file stays behind in the temporary folder
    }
  }
}
