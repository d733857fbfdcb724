package io.sonde.agent.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SondeImageTest {

  private static final byte[] TEXT =
      "the same again and again ".repeat(100).getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private Path jar(String comment) throws IOException {
    Path jar = folder.resolve("image.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setComment(comment);
      out.putNextEntry(new ZipEntry("inst/"));
      out.closeEntry();
      put(out, "outside.txt", TEXT, false);
      put(out, "inst/packed.txt", TEXT, false);
      put(out, "inst/stored.txt", TEXT, true);
      put(out, "inst/empty.txt", new byte[0], false);
      put(out, "inst/empty-stored.txt", new byte[0], true);
      put(out, "inst/a/Name.classdata", new byte[] {1, 2, 3}, false);
    }
    return jar;
  }

  private static void put(ZipOutputStream out, String name, byte[] content, boolean isStored)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    if (isStored) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
    }
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  @Test
  void entry_packedStoredOrEmpty_isReadWhole() throws IOException {
    SondeImage image = SondeImage.read(jar(null).toFile());
    assertThat(image.entry("packed.txt")).isEqualTo(TEXT);
    assertThat(image.entry("stored.txt")).isEqualTo(TEXT);
    assertThat(image.entry("empty.txt")).isEmpty();
    assertThat(image.entry("empty-stored.txt")).isEmpty();
    assertThat(image.entry("a/Name.classdata")).containsExactly(1, 2, 3);
  }

  @Test
  void entry_absentOrOutsideInst_isNull() throws IOException {
    SondeImage image = SondeImage.read(jar(null).toFile());
    assertThat(image.entry("absent.txt")).isNull();
    assertThat(image.entry("outside.txt")).isNull();
    assertThat(image.entry("inst/packed.txt")).isNull();
    assertThat(image.entry("")).isNull();
  }

  @Test
  void jar_withComment_isRead() throws IOException {
    SondeImage image = SondeImage.read(jar("a comment of some length ".repeat(100)).toFile());
    assertThat(image.entry("packed.txt")).isEqualTo(TEXT);
  }

  @Test
  void file_replacedOrDeletedAfterwards_changesNothing() throws IOException {
    Path jar = jar(null);
    SondeImage image = SondeImage.read(jar.toFile());
    Files.write(jar, new byte[100]);
    assertThat(image.entry("packed.txt")).isEqualTo(TEXT);
    Files.delete(jar);
    assertThat(image.entry("stored.txt")).isEqualTo(TEXT);
  }

  @Test
  void file_absentEmptyOrNoJar_isAnIoException() throws IOException {
    Path file = folder.resolve("file");
    assertThatThrownBy(() -> SondeImage.read(file.toFile())).isInstanceOf(IOException.class);
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> SondeImage.read(file.toFile())).isInstanceOf(IOException.class);
    Files.write(file, new byte[10_000]);
    assertThatThrownBy(() -> SondeImage.read(file.toFile())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> SondeImage.read(folder.toFile())).isInstanceOf(IOException.class);
  }

  @Test
  void file_cutAnywhere_isAnIoException() throws IOException {
    byte[] whole = Files.readAllBytes(jar(null));
    Path cut = folder.resolve("cut.jar");
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SondeImage.read(cut.toFile()))
          .as("cut to %d of %d", length, whole.length)
          .isInstanceOf(IOException.class);
    }
  }

  /** The bytes of an entry are damaged: either that is noticed or what is read has its length. */
  @Test
  void entry_damaged_endsAndIsNoRuntimeException() throws IOException {
    byte[] whole = Files.readAllBytes(jar(null));
    Path damaged = folder.resolve("damaged.jar");
    Random random = new Random(1);
    int noticed = 0;
    for (int round = 0; round < 500; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 20; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(damaged, bytes);
      try {
        byte[] content = SondeImage.read(damaged.toFile()).entry("packed.txt");
        if (content != null && !Arrays.equals(content, TEXT)) {
          noticed++;
        }
      } catch (IOException e) {
        noticed++;
      }
    }
    assertThat(noticed).isPositive();
  }

  @Test
  void loader_asksTheImageFirst_andFindsNoClassTwice() throws Exception {
    SondeLoader loader =
        new SondeLoader(SondeImage.read(jar(null).toFile()), ClassLoader.getPlatformClassLoader());
    try (InputStream in = loader.getResourceAsStream("packed.txt")) {
      assertThat(in).isNotNull();
      assertThat(in.readAllBytes()).isEqualTo(TEXT);
    }
    try (InputStream in = loader.getResourceAsStream("a/Name.class")) {
      assertThat(in).isNotNull();
      assertThat(in.readAllBytes()).containsExactly(1, 2, 3);
    }
    assertThat(loader.getResourceAsStream("absent")).isNull();
    assertThatThrownBy(() -> loader.loadClass("a.Absent"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> loader.loadClass("a.Name")).isInstanceOf(ClassFormatError.class);
    // the application's class path is out of sight
    assertThatThrownBy(() -> loader.loadClass(SondeImageTest.class.getName()))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
