package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong when Sonde starts, the host's exit code and stdout are byte for byte what they
 * are without it, and stderr gains one line at most.
 */
final class StartupFaultsIT {

  private static final int FIRST_TRY_AND_TWENTY = 21;
  private static final Map<Jdk, Outcome> PLAIN = new ConcurrentHashMap<>();

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private static HostRun host(Jdk jdk, String... options) {
    return HostRun.on(jdk).with(options).main(Greeter.class, "7");
  }

  private static Outcome plain(Jdk jdk) {
    return PLAIN.computeIfAbsent(jdk, key -> host(key).end());
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void host_withoutFault_isUnchangedAndTheLineNamesTheAddress(Jdk jdk) {
    Outcome outcome = host(jdk, HostRun.agent()).endAfterSondeLine().assertSameHostAs(plain(jdk));
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.sondeLine()).containsPattern("on http://127\\.0\\.0\\.1:\\d+/$");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void port_taken_nextOneIsUsed(Jdk jdk) throws IOException {
    List<ServerSocket> taken = neighbours(2);
    try {
      taken.remove(1).close();
      int port = taken.get(0).getLocalPort();
      Outcome outcome =
          host(jdk, "-javaagent:" + ForkedJvm.agentJar() + "=port=" + port)
              .endAfterSondeLine()
              .assertSameHostAs(plain(jdk));
      assertThat(outcome.sondeLine()).containsPattern("on http://127\\.0\\.0\\.1:\\d+/");
      assertThat(outcome.sondeLine()).doesNotContain(":" + port + "/");
    } finally {
      close(taken);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void ports_allTaken_endpointIsOff(Jdk jdk) throws IOException {
    List<ServerSocket> taken = neighbours(FIRST_TRY_AND_TWENTY);
    try {
      Outcome outcome =
          host(jdk, "-javaagent:" + ForkedJvm.agentJar() + "=port=" + taken.get(0).getLocalPort())
              .endAfterSondeLine()
              .assertSameHostAs(plain(jdk));
      assertThat(outcome.sondeLine()).contains("endpoint is off").contains("port");
    } finally {
      close(taken);
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void option_unknown_nearestIsNamed(Jdk jdk) {
    Outcome outcome =
        host(jdk, HostRun.agent("prot=1,disable=cache+executor.timr+jdbc"))
            .endAfterSondeLine()
            .assertSameHostAs(plain(jdk));
    assertThat(outcome.sondeLine())
        .contains("option prot is unknown, did you mean port?")
        .contains("option disable: executor.timr is unknown, did you mean executor.timer?")
        .doesNotContain("cache", "jdbc")
        .contains("on http://");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void option_bad_rangeAndDefaultAreNamed(Jdk jdk) {
    Outcome outcome =
        host(jdk, "-javaagent:" + ForkedJvm.agentJar() + "=port=x")
            .endAfterSondeLine()
            .assertSameHostAs(plain(jdk));
    assertThat(outcome.sondeLine()).contains("option port=x is not 0 to 65535, using 9495");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void texts_thatAreNoPathsAddressesOrSecrets_areNamedAndTheRestRuns(Jdk jdk) throws IOException {
    List<String> names =
        List.of("listen", "allowedHosts", "directory", "history.file", "profiler.directory");
    Path file = folder.resolve("hostile.properties");
    StringBuilder lines = new StringBuilder("token=short\n");
    for (String name : names) {
      lines.append(name).append("=a\\u0000b\n");
    }
    Files.writeString(file, lines);
    Outcome outcome =
        host(jdk, HostRun.agent("config=" + file)).endAfterSondeLine().assertSameHostAs(plain(jdk));
    String line = outcome.sondeLine();
    assertThat(line).contains("on http://").contains("option token is not").doesNotContain("short");
    for (String name : names) {
      assertThat(line).contains("option " + name + "=a b is not");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void address_notOurs_endpointIsOff(Jdk jdk) {
    // 192.0.2.0/24 belongs to nobody (RFC 5737)
    Outcome outcome =
        host(jdk, HostRun.agent("listen=192.0.2.1"))
            .endAfterSondeLine()
            .assertSameHostAs(plain(jdk));
    assertThat(outcome.sondeLine()).contains("endpoint is off");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void configFile_missingOrAFolder_isNamed(Jdk jdk) {
    for (Path file : List.of(folder.resolve("absent.properties"), folder)) {
      Outcome outcome =
          host(jdk, HostRun.agent("config=" + file))
              .endAfterSondeLine()
              .assertSameHostAs(plain(jdk));
      assertThat(outcome.sondeLine())
          .contains("config file " + file + " cannot be read")
          .contains("on http://");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void temporaryFolder_absentOrAFile_changesNothing(Jdk jdk) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path absent = folder.resolve("absent").resolve("deep");
    for (Path place : List.of(absent, file)) {
      String option = "-Djava.io.tmpdir=" + place;
      Outcome plain = host(jdk, option).end();
      Outcome outcome =
          host(jdk, option, HostRun.agent()).endAfterSondeLine().assertSameHostAs(plain);
      assertThat(outcome.sondeLine()).contains("on http://").contains("no discovery file");
    }
    assertThat(absent.getParent()).doesNotExist();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void temporaryFolder_readOnly_changesNothing(Jdk jdk) {
    // refuses new files even to root, unlike a folder without write permission
    assumeTrue(Files.isDirectory(Path.of("/proc")), "no read-only folder on this system");
    String option = "-Djava.io.tmpdir=/proc";
    Outcome outcome =
        host(jdk, option, HostRun.agent())
            .endAfterSondeLine()
            .assertSameHostAs(host(jdk, option).end());
    assertThat(outcome.sondeLine()).contains("on http://").contains("no discovery file");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void temporaryFolder_noexec_changesNothing(Jdk jdk) {
    // a mount of its own, in a name space that ends with the host
    String script = "mount -t tmpfs -o noexec none \"$1\" && shift && exec \"$@\"";
    assumeTrue(
        HostRun.canStart("unshare", "-rm", "sh", "-c", script, "sh", folder.toString(), "true"),
        "this system lets nobody mount");
    String option = "-Djava.io.tmpdir=" + folder;
    Outcome outcome =
        HostRun.of("unshare")
            .with("-rm", "sh", "-c", script, "sh", folder.toString(), jdk.java().toString())
            .with(option, HostRun.agent())
            .main(Greeter.class, "7")
            .endAfterSondeLine()
            .assertSameHostAs(host(jdk, option).end());
    assertThat(outcome.sondeLine()).containsPattern("on http://127\\.0\\.0\\.1:\\d+/$");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void home_absent_changesNothing(Jdk jdk) {
    Outcome outcome =
        host(jdk, "-Duser.home=/nonexistent", "-Duser.name=", HostRun.agent())
            .env("HOME", null)
            .env("USER", null)
            .endAfterSondeLine()
            .assertSameHostAs(plain(jdk));
    assertThat(outcome.sondeLine()).contains("on http://");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void systemProperties_hostileValues_changeNothing(Jdk jdk) {
    Outcome outcome =
        host(jdk, "-Duser.name=../../etc", "-Duser.dir=/nonexistent", HostRun.agent())
            .endAfterSondeLine()
            .assertSameHostAs(host(jdk, "-Duser.name=../../etc", "-Duser.dir=/nonexistent").end());
    assertThat(outcome.sondeLine()).contains("[sonde]");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void stderr_closedOrFull_changesNothing(Jdk jdk) {
    for (String redirection : List.of("2>&-", "2>/dev/full")) {
      String script = "exec \"$@\" " + redirection;
      HostRun plain = HostRun.of("sh").with("-c", script, "sh", jdk.java().toString());
      HostRun agent = HostRun.of("sh").with("-c", script, "sh", jdk.java().toString());
      agent
          .with(HostRun.agent())
          .main(Greeter.class, "7")
          .end()
          .assertSameHostAs(plain.main(Greeter.class, "7").end())
          .assertSilent();
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void agentJar_atAnOddPath_starts(Jdk jdk) {
    // the shell makes the names: this JVM may not be able to say them
    String script =
        "d=\"$1/with space %20 + $(printf 'gr\\303\\274n \\346\\274\\242')\" && mkdir -p \"$d\""
            + " && cp \"$2\" \"$d/a b#c.jar\" && j=\"$d/a b#c.jar\" && shift 2"
            + " && exec \"$1\" \"-javaagent:$j=port=0\" -cp \"$2\" \"$3\" 7";
    Outcome outcome =
        HostRun.of("sh")
            .with("-c", script, "sh", folder.toString(), ForkedJvm.agentJar())
            .with(jdk.java().toString(), HostRun.programs(), Greeter.class.getName())
            .env("LC_ALL", "C.UTF-8")
            .endAfterSondeLine()
            .assertSameHostAs(
                HostRun.on(jdk).env("LC_ALL", "C.UTF-8").main(Greeter.class, "7").end());
    assertThat(outcome.sondeLine()).contains("on http://");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void agentJar_damagedInside_isReportedAndTheHostRuns(Jdk jdk) throws IOException {
    Path damaged = folder.resolve("damaged.jar");
    byte[] jar = Files.readAllBytes(Path.of(ForkedJvm.agentJar()));
    Path healthy = Path.of(ForkedJvm.agentJar());
    for (String entry : ownEntries(healthy)) {
      overwrite(jar, healthy, entry);
    }
    Files.write(damaged, jar);
    Outcome outcome =
        host(jdk, "-javaagent:" + damaged).endAfterSondeLine().assertSameHostAs(plain(jdk));
    assertThat(outcome.sondeLine()).contains("not started, the application runs without it");
  }

  /** What no agent can help: the JVM itself opens the jar, and gives up before any code of ours. */
  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void agentJar_truncated_isRefusedByTheJvmItself(Jdk jdk) throws IOException {
    Path truncated = folder.resolve("truncated.jar");
    byte[] jar = Files.readAllBytes(Path.of(ForkedJvm.agentJar()));
    Files.write(truncated, Arrays.copyOf(jar, jar.length / 2));
    Outcome outcome = host(jdk, "-javaagent:" + truncated).end();
    outcome.assertSilent();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.stderr()).contains("Error opening zip file or JAR manifest missing");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void agentJar_replacedWhileRunning_harmsNobody(Jdk jdk) throws IOException {
    Path jar = Files.copy(Path.of(ForkedJvm.agentJar()), folder.resolve("replaced.jar"));
    try (ForkedJvm host =
        ForkedJvm.on(jdk)
            .jvm("-javaagent:" + jar + "=port=0")
            .classPath(HostRun.programs())
            .run(Sleeper.class)) {
      String address = host.awaitSonde();
      Files.write(jar, new byte[(int) Files.size(jar)]);
      assertThat(Exposition.of(address).value("sonde_build_info")).isEqualTo(1);
      assertThat(Exposition.of(address).sum("sonde_suppressed_errors_total")).isZero();
      // the report's code and its resources have not been asked for before
      assertThat(Exposition.get(address + "health")).contains("weaving");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void agent_givenTwice_secondDoesNothing(Jdk jdk) {
    host(jdk, HostRun.agent(), HostRun.agent()).endAfterSondeLine().assertSameHostAs(plain(jdk));
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void agent_switchedOff_isSilent(Jdk jdk) {
    host(jdk, HostRun.agent())
        .env("SONDE_OFF", "1")
        .end()
        .assertSameHostAs(plain(jdk))
        .assertSilent();
    host(jdk, "-Dsonde.enabled=false", HostRun.agent())
        .end()
        .assertSameHostAs(plain(jdk))
        .assertSilent();
    host(jdk, HostRun.agent("enabled=false")).end().assertSameHostAs(plain(jdk)).assertSilent();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void jdkTools_inheritingTheOption_printWhatTheyPrintWithoutIt(Jdk jdk) {
    List<List<String>> tools =
        List.of(
            List.of("javac", "-version"),
            List.of("keytool", "-help"),
            List.of("jar", "--version"),
            List.of("javap", "-version"),
            List.of("jps", "-q"));
    for (List<String> tool : tools) {
      String command = jdk.tool(tool.get(0)).toString();
      Outcome plain = HostRun.of(command).with(tool.get(1)).end();
      Outcome agent =
          HostRun.of(command).with(tool.get(1)).env("JAVA_TOOL_OPTIONS", HostRun.agent()).end();
      assertThat(agent.exitCode()).as("%s", tool).isEqualTo(plain.exitCode());
      assertThat(agent.stderr())
          .as("%s", tool)
          .isEqualTo("Picked up JAVA_TOOL_OPTIONS: " + HostRun.agent() + "\n" + plain.stderr());
      if (!tool.get(0).equals("jps")) {
        // jps lists the JVMs of the moment
        assertThat(agent.stdout()).as("%s", tool).isEqualTo(plain.stdout());
      }
    }
  }

  private static List<String> ownEntries(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith("inst/io/sonde/agent/start/"))
          .toList();
    }
  }

  /** Zeroes the packed bytes of an entry, whose local header is found by its name. */
  private static void overwrite(byte[] jar, Path file, String entry) throws IOException {
    int packed;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      packed = (int) zip.getEntry(entry).getCompressedSize();
    }
    byte[] name = entry.getBytes(StandardCharsets.UTF_8);
    int at = indexOf(jar, name);
    int extra = (jar[at - 2] & 0xff) | (jar[at - 1] & 0xff) << 8;
    int data = at + name.length + extra;
    Arrays.fill(jar, data, data + packed, (byte) 0xff);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    throw new IllegalStateException("not found");
  }

  private static List<ServerSocket> neighbours(int count) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    for (int first = 20_000; first < 32_000; first += count) {
      List<ServerSocket> taken = new ArrayList<>();
      try {
        for (int i = 0; i < count; i++) {
          taken.add(new ServerSocket(first + i, 1, loopback));
        }
        return taken;
      } catch (IOException e) {
        close(taken);
      }
    }
    throw new IllegalStateException("no " + count + " free neighbouring ports");
  }

  private static void close(List<ServerSocket> sockets) throws IOException {
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }
}
