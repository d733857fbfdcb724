package io.sonde.agent.instrumentation.httpclient.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.bootstrap.SondeHook;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's clients, woven in a JVM of their own: every exchange is recorded once. */
final class HttpClientWovenIT {

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path directory;

  static Stream<Path> javaHomes() {
    String listed = System.getProperty("sonde.jdks", "");
    if (listed.isBlank()) {
      return Stream.of(Path.of(System.getProperty("java.home")));
    }
    return Stream.of(listed.split(",", -1)).map(home -> Path.of(home.trim()));
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void jdkClients_everyOutcome_recordedOnce(Path javaHome) throws Exception {
    Path keyStore = keyStore(javaHome);
    String output =
        run(
            List.of(
                javaHome.resolve("bin").resolve("java").toString(),
                "-Xbootclasspath/a:" + locationOf(SondeHook.class),
                "-javaagent:" + agentJar(),
                "-cp",
                classPath(),
                HttpClientTruth.class.getName(),
                keyStore.toString()));
    assertThat(output.lines().map(String::strip))
        .containsExactly(
            "== HttpURLConnection",
            "1 GET http  java.net.SocketTimeoutException",
            "3 GET http 200",
            "2 GET http 404 404",
            "1 GET http 500 500",
            "1 GET https 200",
            "2 GET refused  java.net.ConnectException",
            "1 HEAD http 200",
            "1 POST http 200",
            "1 POST https 404 404",
            "1 POST refused  java.net.ConnectException",
            "1 PUT http 200",
            "== suppressed 0",
            "== HttpClient",
            "1 GET http  java.net.http.HttpTimeoutException",
            "1 GET http  java.util.concurrent.CancellationException",
            "3 GET http 200",
            "1 GET http 404 404",
            "3 GET http 500 500",
            "1 GET https 200",
            "2 GET refused  java.net.ConnectException",
            "1 OPTIONS http 200",
            "1 PATCH http  java.util.concurrent.CancellationException",
            "== suppressed 0");
  }

  private Path keyStore(Path javaHome) throws IOException, InterruptedException {
    Path keyStore = directory.resolve("server.p12");
    run(
        List.of(
            javaHome.resolve("bin").resolve("keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit",
            "-keystore",
            keyStore.toString()));
    return keyStore;
  }

  private Path agentJar() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", HttpClientTruth.class.getName());
    Path jar = directory.resolve("agent.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
    return jar;
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static Path locationOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(new ArrayList<>(command))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue())
        .as("%s: %s", command, Files.readString(errors, StandardCharsets.UTF_8))
        .isZero();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
