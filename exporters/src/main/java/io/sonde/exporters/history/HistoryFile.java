package io.sonde.exporters.history;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A file that carries a {@link MetricsHistory} over a restart.
 *
 * <p>It holds a magic number, the families with all their entries, the times of the first and the
 * last second, and the CRC-32C of all that. It is written beside its place, forced to the disk and
 * moved there in one step, so that its place holds a whole one or none, whenever the process or the
 * machine stops. One that is damaged, of another version or of the future is left aside.
 *
 * <p>One process writes a file: two that share one take turns in losing their past.
 */
public final class HistoryFile {
  /** Of this format; another format gets another one. */
  private static final long MAGIC = 0x53_4F_4E_44_45_48_00_01L;

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int CHECKSUM_BYTES = Long.BYTES;

  /** Clocks are set; a file that is only this much ahead of now is taken for one of now. */
  private static final long FUTURE_MILLIS = 60_000;

  private final Path path;

  public HistoryFile(Path path) {
    this.path = path;
  }

  /**
   * Writes all that a history knows, which may go on ticking meanwhile; nothing before it ticks.
   */
  public void write(MetricsHistory history) throws IOException {
    if (history.nowMillis() == Long.MIN_VALUE) {
      return;
    }
    Path absolute = path.toAbsolutePath();
    Path draft = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    Files.deleteIfExists(draft);
    Files.createFile(draft, ownersOnly(absolute));
    CRC32C checksum = new CRC32C();
    try (FileOutputStream file = new FileOutputStream(draft.toFile());
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(new CheckedOutputStream(file, checksum), BUFFER_BYTES))) {
      writeTo(out, history);
      out.flush();
      out.writeLong(checksum.getValue());
      out.flush();
      file.getFD().sync();
    }
    Files.move(
        draft, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] ownersOnly(Path file) throws IOException {
    Path folder = file.getParent();
    boolean posix = folder != null && Files.getFileStore(folder).supportsFileAttributeView("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void writeTo(DataOutputStream out, MetricsHistory history) throws IOException {
    List<HistoryFamily> families = history.families();
    out.writeLong(MAGIC);
    out.writeInt(families.size());
    for (HistoryFamily family : families) {
      family.writeTo(out);
    }
    out.writeLong(history.firstMillis());
    // after the families: no entry is later than this
    out.writeLong(history.nowMillis());
  }

  /**
   * Gives a history that has not ticked yet the past that the file knows.
   *
   * @return why it did not, for the operator; empty if it did or if there is no file yet
   */
  public String restore(MetricsHistory history, long nowMillis) {
    if (!Files.exists(path)) {
      return "";
    }
    try {
      String flaw = flaw();
      if (flaw.isEmpty()) {
        flaw = read(history, nowMillis);
      }
      return flaw.isEmpty() ? "" : "history starts anew: " + path + " " + flaw;
    } catch (IOException | RuntimeException e) {
      return "history starts anew: " + path + " cannot be read (" + e + ")";
    }
  }

  /** What is wrong with the file as a whole; empty if nothing is. */
  private String flaw() throws IOException {
    long bytes = Files.size(path);
    if (bytes < Long.BYTES + CHECKSUM_BYTES) {
      return "is damaged (" + bytes + " bytes)";
    }
    CRC32C checksum = new CRC32C();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(
                new BufferedInputStream(new FileInputStream(path.toFile()), BUFFER_BYTES),
                checksum))) {
      if (in.readLong() != MAGIC) {
        return "is of another version";
      }
      in.skipNBytes(bytes - Long.BYTES - CHECKSUM_BYTES);
      long computed = checksum.getValue();
      return in.readLong() == computed ? "" : "is damaged (its checksum is wrong)";
    }
  }

  private String read(MetricsHistory history, long nowMillis) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new FileInputStream(path.toFile()), BUFFER_BYTES))) {
      in.skipNBytes(Long.BYTES);
      List<HistoryFamily> families = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        families.add(HistoryFamily.readFrom(in));
      }
      long pastFirstMillis = in.readLong();
      long pastNowMillis = in.readLong();
      if (pastNowMillis > nowMillis + FUTURE_MILLIS) {
        return "is of the future; was the clock set?";
      }
      history.restore(families, pastFirstMillis, pastNowMillis);
      return "";
    }
  }
}
