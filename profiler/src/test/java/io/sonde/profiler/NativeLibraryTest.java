package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import one.profiler.AsyncProfiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sums and extraction; nothing is loaded into this JVM. */
final class NativeLibraryTest {

  private static final String NOEXEC = ": failed to map segment from shared object";

  private final Path temp;

  NativeLibraryTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @ParameterizedTest
  @EnumSource(NativeLibrary.class)
  void sum_ofEachPlatform_isThatOfTheBundledFile(NativeLibrary library) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(AsyncProfiler.class.getResourceAsStream(library.resource()))) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
      assertThat(library.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
    }
  }

  @Test
  void install_writableDirectory_fileIsPrivateWholeAndGoneAfterwards() throws Exception {
    List<Path> seen = new ArrayList<>();
    LibraryLoader loader =
        file -> {
          seen.add(file);
          assertThat(mode(file)).isEqualTo("rwx------");
          assertThat(mode(Objects.requireNonNull(file.getParent()))).isEqualTo("rwx------");
          return answering("4.5");
        };

    LoadedLibrary loaded = installer(loader, temp.toString()).install();

    assertThat(loaded.commands().execute("version")).isEqualTo("4.5");
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).startsWith(temp.toAbsolutePath())).isTrue();
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void install_twice_usesDifferentPaths() throws Exception {
    List<Path> seen = new ArrayList<>();
    LibraryLoader loader =
        file -> {
          seen.add(file);
          return answering("4.5");
        };

    installer(loader, temp.toString()).install();
    installer(loader, temp.toString()).install();

    assertThat(seen).hasSize(2).doesNotHaveDuplicates();
    assertThat(seen.get(0).getParent()).isNotEqualTo(seen.get(1).getParent());
  }

  @Test
  void install_unusableDirectories_nextOneIsUsed() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "");
    Path comma = Files.createDirectory(temp.resolve("a,b"));
    Path noexec = Files.createDirectory(temp.resolve("noexec"));
    Path good = Files.createDirectory(temp.resolve("good"));
    LibraryLoader loader =
        library -> {
          if (library.startsWith(noexec)) {
            throw new UnsatisfiedLinkError(library + ": " + library + NOEXEC);
          }
          return answering(library.toString());
        };

    LoadedLibrary loaded =
        installer(
                loader,
                temp.resolve("missing").toString(),
                file.toString(),
                comma.toString(),
                noexec.toString(),
                good.toString())
            .install();

    assertThat(loaded.commands().execute("version")).startsWith(good.toString());
    assertThat(noexec).isEmptyDirectory();
    assertThat(good).isEmptyDirectory();
  }

  @Test
  void install_noUsableDirectory_messageHasTheReasonOfEachAndTheRemedy() throws Exception {
    Path noexec = Files.createDirectory(temp.resolve("noexec"));
    LibraryLoader loader =
        library -> {
          throw new UnsatisfiedLinkError(library + ": " + library + NOEXEC);
        };
    LibraryInstaller installer =
        installer(loader, temp.resolve("missing").toString(), noexec.toString());

    assertThatThrownBy(installer::install)
        .isInstanceOf(ProfilerUnavailableException.class)
        .hasMessageContaining(temp.resolve("missing") + ": NoSuchFileException")
        .hasMessageContaining(noexec + ": failed to map segment from shared object")
        .hasMessageContaining("writable and not mounted noexec")
        .hasMessageNotContaining("libasyncProfiler-");
    assertThat(noexec).isEmptyDirectory();
  }

  private static LibraryInstaller installer(LibraryLoader loader, String... directories) {
    return new LibraryInstaller(NativeLibrary.LINUX_X64, List.of(directories), loader);
  }

  private static LoadedLibrary answering(String text) {
    return new LoadedLibrary(command -> text, "test");
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
