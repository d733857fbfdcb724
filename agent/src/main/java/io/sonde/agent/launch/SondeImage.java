package io.sonde.agent.launch;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The agent's jar, held in memory as it stands on disk: the file is read once and closed, so that
 * replacing it under a running JVM harms nobody. Entries are inflated when they are asked for.
 *
 * <p>Reads the zip format's central directory (no zip64, no encryption, methods stored and
 * deflated), which is what the build writes. Immutable after {@link #read}.
 */
final class SondeImage {

  /** Where classes and resources stand in the jar. */
  private static final String ROOT = "inst/";

  private static final int END_OF_DIRECTORY = 0x06054b50;
  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final int END_SIZE = 22;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int MAX_ENTRY_BYTES = 16 << 20;

  private final byte[] jar;
  private final Map<String, Integer> entries;

  private SondeImage(byte[] jar, Map<String, Integer> entries) {
    this.jar = jar;
    this.entries = entries;
  }

  /**
   * Reads a jar.
   *
   * @throws IOException if the file cannot be read or is no jar
   */
  static SondeImage read(File file) throws IOException {
    byte[] jar;
    try (FileInputStream in = new FileInputStream(file)) {
      jar = in.readAllBytes();
    }
    try {
      return new SondeImage(jar, index(jar, file));
    } catch (IndexOutOfBoundsException e) {
      throw (ZipException) new ZipException(file + " has a damaged directory").initCause(e);
    }
  }

  /** The content of an entry, by its name below {@code inst/}, or null. */
  byte @Nullable [] entry(String name) throws IOException {
    Integer at = entries.get(name);
    if (at == null) {
      return null;
    }
    try {
      return content(at, name);
    } catch (IndexOutOfBoundsException e) {
      throw (ZipException) new ZipException(name + " is damaged").initCause(e);
    }
  }

  private byte[] content(int at, String name) throws IOException {
    int method = shortAt(jar, at + 10);
    int packed = intAt(jar, at + 20);
    int size = intAt(jar, at + 24);
    if (size < 0 || size > MAX_ENTRY_BYTES) {
      throw new ZipException(name + " is damaged");
    }
    byte[] content = new byte[size];
    int local = intAt(jar, at + 42);
    int data = local + 30 + shortAt(jar, local + 26) + shortAt(jar, local + 28);
    if (method == STORED) {
      System.arraycopy(jar, data, content, 0, content.length);
    } else if (method == DEFLATED) {
      inflate(data, packed, content, name);
    } else {
      throw new ZipException(name + ": unknown compression method " + method);
    }
    return content;
  }

  private void inflate(int data, int packed, byte[] content, String name) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(jar, data, packed);
      int filled = 0;
      while (filled < content.length) {
        int count = inflater.inflate(content, filled, content.length - filled);
        if (count == 0) {
          throw new ZipException(name + " is damaged");
        }
        filled += count;
      }
    } catch (DataFormatException e) {
      throw (ZipException) new ZipException(name + " is damaged").initCause(e);
    } finally {
      inflater.end();
    }
  }

  private static Map<String, Integer> index(byte[] jar, File file) throws IOException {
    int end = jar.length - END_SIZE;
    while (end >= 0 && intAt(jar, end) != END_OF_DIRECTORY) {
      end--;
    }
    if (end < 0) {
      throw new ZipException(file + " is not a jar");
    }
    int count = shortAt(jar, end + 10);
    int at = intAt(jar, end + 16);
    Map<String, Integer> entries = new HashMap<>(count * 2);
    for (int i = 0; i < count; i++) {
      if (intAt(jar, at) != DIRECTORY_ENTRY) {
        throw new ZipException(file + " has a damaged directory");
      }
      int nameLength = shortAt(jar, at + 28);
      if (nameLength > ROOT.length() && jar[at + 46] == 'i' && jar[at + 46 + 4] == '/') {
        String name =
            new String(
                jar,
                at + 46 + ROOT.length(),
                nameLength - ROOT.length(),
                StandardCharsets.ISO_8859_1);
        entries.put(name, at);
      }
      at += 46 + nameLength + shortAt(jar, at + 30) + shortAt(jar, at + 32);
    }
    return entries;
  }

  private static int shortAt(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private static int intAt(byte[] bytes, int at) {
    return shortAt(bytes, at) | shortAt(bytes, at + 2) << 16;
  }
}
