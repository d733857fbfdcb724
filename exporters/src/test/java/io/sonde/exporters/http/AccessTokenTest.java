package io.sonde.exporters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessTokenTest {
  private final Path temp;

  AccessTokenTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @Test
  void token_madeWhenNeeded_isPrivateAndRandom() throws IOException {
    Path file = temp.resolve("private").resolve("token");
    AccessToken token = AccessToken.inFile(file);
    assertThat(file).doesNotExist();
    assertThat(token.matches("guess")).isFalse();
    assertThat(Files.readString(file)).isEqualTo(token.value()).matches("[0-9a-f]{64}");
    assertThat(token.matches(token.value())).isTrue();
    assertThat(AccessToken.inFile(temp.resolve("private/other")).value())
        .isNotEqualTo(token.value());
    assumeTrue(posix());
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(temp.resolve("private"))).isEqualTo("rwx------");
  }

  @Test
  void directory_openToOthers_isRefused() throws IOException {
    assumeTrue(posix());
    Path open = Files.createDirectory(temp.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    AccessToken token = AccessToken.inFile(open.resolve("token"));
    assertThatThrownBy(token::value).isInstanceOf(IOException.class);
    assertThat(token.matches("")).isFalse();
    assertThat(token.prepare()).isFalse();
    assertThat(open).isEmptyDirectory();
  }

  @Test
  void directory_thatIsALink_isRefused() throws IOException {
    assumeTrue(posix());
    Path real = Files.createDirectory(temp.resolve("real"));
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), real);
    Path victim = Files.writeString(real.resolve("token"), "somebody else's");
    assertThatThrownBy(AccessToken.inFile(link.resolve("token"))::value)
        .isInstanceOf(IOException.class);
    assertThat(victim).hasContent("somebody else's");
  }

  @Test
  void token_given_hasAMinimumLength() {
    assertThatThrownBy(() -> AccessToken.of("short")).isInstanceOf(IllegalArgumentException.class);
    AccessToken token = AccessToken.of("long enough a secret");
    assertThat(token.matches("long enough a secret")).isTrue();
    assertThat(token.matches("long enough a secreT")).isFalse();
    assertThat(token.matches(null)).isFalse();
    assertThat(token.file()).isNull();
  }

  private boolean posix() throws IOException {
    return Files.getFileStore(temp).supportsFileAttributeView("posix");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
