package io.sonde.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However it is started, and by how many at once: one agent is active, and everybody is told. */
final class OneActiveIT {

  private static final int PARALLEL = 8;

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  /** Listening TCP sockets of a process. */
  private static int listeners(long pid) throws IOException {
    List<String> inodes = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && columns[3].equals("0A")) {
          inodes.add("socket:[" + columns[9] + "]");
        }
      }
    }
    int listeners = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        try {
          if (inodes.contains(Files.readSymbolicLink(file).toString())) {
            listeners++;
          }
        } catch (NoSuchFileException e) {
          continue; // closed since the folder was listed
        }
      }
    }
    return listeners;
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void attaches_inParallel_oneIsActiveAndAllSaySo(Jdk jdk) throws IOException {
    try (ForkedJvm program = Programs.busy(jdk)) {
      List<CliRun.Started> started = new ArrayList<>();
      for (int i = 0; i < PARALLEL; i++) {
        started.add(
            CliRun.start(
                CliRun.command(
                    jdk,
                    ForkedJvm.agentJar(),
                    "attach",
                    program.pid(),
                    "port=0",
                    "--json",
                    "--timeout",
                    60)));
      }
      List<String> results = new ArrayList<>();
      List<String> urls = new ArrayList<>();
      for (CliRun.Started start : started) {
        CliRun run = start.await().done();
        results.add(run.json("result"));
        urls.add(run.json("url"));
      }
      assertThat(results).containsOnlyOnce("attached").contains("already").hasSize(PARALLEL);
      assertThat(urls).allMatch(url -> url.equals(urls.get(0)) && url.startsWith("http://"));
      assertThat(listeners(program.pid())).isEqualTo(1);
      assertThat(program.stderr()).isEmpty();
      CliRun.on(jdk, "detach", program.pid()).done();
      assertThat(listeners(program.pid())).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void secondAttach_withOtherOptions_changesThemOrSaysWhatItNeeds(Jdk jdk) throws IOException {
    try (ForkedJvm program = Programs.busy(jdk)) {
      long pid = program.pid();
      String url = CliRun.on(jdk, "attach", pid, "port=0", "--json").done().json("url");
      assertThat(status(url, "shop.example")).isEqualTo(421);

      CliRun same = CliRun.on(jdk, "attach", pid, "port=0", "--json").done();
      assertThat(same.out()).contains("\"changed\":[]").contains("\"later\":[]");
      CliRun hosts = CliRun.on(jdk, "attach", pid, "allowedHosts=shop.example", "--json").done();
      assertThat(hosts.out()).contains("\"changed\":[\"allowedHosts\"]").contains("\"later\":[]");
      assertThat(hosts.json("result")).isEqualTo("already");
      assertThat(hosts.json("url")).as("the port that was found free").isEqualTo(url);
      assertThat(status(url, "shop.example")).isEqualTo(200);
      assertThat(listeners(pid)).isEqualTo(1);

      CliRun later = CliRun.on(jdk, "attach", pid, "disable=jdbc", "debug=true");
      assertThat(later.exitCode()).as("%s", later).isEqualTo(5);
      assertThat(later.out()).contains("changed: debug");
      assertThat(later.err())
          .contains("not changed, used at the start only: disable")
          .contains("detach " + pid)
          .contains("attach " + pid + " disable=jdbc debug=true");
      assertThat(status(url, "shop.example")).as("what changed before stays").isEqualTo(200);
      assertThat(program.stderr()).isEmpty();
    }
  }

  /** The answer to a request for the metrics by a name. */
  private static int status(String url, String host) throws IOException {
    URI address = URI.create(url);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request = "GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      byte[] answer = socket.getInputStream().readAllBytes();
      return Integer.parseInt(new String(answer, StandardCharsets.ISO_8859_1).split(" ", 3)[1]);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void premain_thenAttach_reportsTheRunningOne(Jdk jdk) throws IOException {
    try (ForkedJvm program =
        Programs.running(Programs.on(jdk).sonde("quiet=true").run(BusyProgram.class))) {
      CliRun attach = CliRun.on(jdk, "attach", program.pid(), "port=0", "--json").done();
      assertThat(attach.json("result")).isEqualTo("already");
      assertThat(attach.json("url")).startsWith("http://");
      assertThat(listeners(program.pid())).isEqualTo(1);
      CliRun.on(jdk, "detach", program.pid()).done();
      assertThat(listeners(program.pid())).isZero();
      CliRun again = CliRun.on(jdk, "attach", program.pid(), "port=0", "--json").done();
      assertThat(again.json("result")).isEqualTo("attached");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void agentGivenTwice_oneIsActive(Jdk jdk) throws IOException {
    try (ForkedJvm program =
        Programs.running(
            Programs.on(jdk).sonde("quiet=true").sonde("quiet=true").run(BusyProgram.class))) {
      CliRun attach = CliRun.on(jdk, "attach", program.pid(), "--json").done();
      assertThat(attach.json("result")).isEqualTo("already");
      assertThat(listeners(program.pid())).isEqualTo(1);
      CliRun.on(jdk, "detach", program.pid()).done();
      assertThat(listeners(program.pid())).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void anotherVersion_isNamedAndReplacedByTheHelp(Jdk jdk) throws IOException {
    String other = otherVersion().toString();
    try (ForkedJvm program = Programs.busy(jdk)) {
      long pid = program.pid();
      CliRun first =
          CliRun.of(CliRun.command(jdk, other, "attach", pid, "port=0", "--json")).done();
      assertThat(first.json("version")).isEqualTo("0.0.1-other");
      for (List<Object> words : List.<List<Object>>of(List.of(), List.of("port=0"))) {
        List<Object> all = new ArrayList<>(List.of("attach", pid));
        all.addAll(words);
        CliRun refused = CliRun.on(jdk, all.toArray());
        assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
        assertThat(refused.err())
            .contains("0.0.1-other")
            .contains("detach " + pid)
            .contains("attach " + pid);
      }
      assertThat(listeners(pid)).isEqualTo(1);
      CliRun.on(jdk, "detach", pid).done();
      CliRun second = CliRun.on(jdk, "attach", pid, "port=0", "--json").done();
      assertThat(second.json("result")).isEqualTo("attached");
      assertThat(second.json("version")).isNotEqualTo("0.0.1-other");
      assertThat(CliRun.on(jdk, "status", pid, "--json").done().json("version"))
          .isEqualTo(second.json("version"));
      assertThat(listeners(pid)).isEqualTo(1);
    }
  }

  /** The same jar with another text in its version resource. */
  private Path otherVersion() throws IOException {
    Path other = folder.resolve("sonde-other.jar");
    try (InputStream in = Files.newInputStream(Path.of(ForkedJvm.agentJar()));
        ZipInputStream from = new ZipInputStream(in);
        OutputStream out = Files.newOutputStream(other);
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        to.putNextEntry(new ZipEntry(entry.getName()));
        byte[] content = from.readAllBytes();
        to.write(
            entry.getName().endsWith("version.properties")
                ? "version=0.0.1-other\n".getBytes(StandardCharsets.ISO_8859_1)
                : content);
        to.closeEntry();
      }
    }
    return other;
  }
}
