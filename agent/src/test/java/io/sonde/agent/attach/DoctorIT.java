package io.sonde.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The clinic: each cause that {@code doctor} knows is produced for real, named within 15 seconds,
 * and the same cause stops {@code attach}.
 */
final class DoctorIT {

  private static final double PROMISED_SECONDS = 15;

  /** A user without any files or processes, on every Linux. */
  private static final String NOBODY = "65534";

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private static Jdk newest() {
    List<Jdk> all = Jdk.all();
    return all.get(all.size() - 1);
  }

  /** Asserts that doctor names a cause and attach is refused for it, both with the exit code. */
  private static CliRun assertNamed(String cause, int exitCode, long pid) {
    CliRun doctor = CliRun.on(newest(), "doctor", pid);
    assertThat(doctor.out()).as("%s", doctor).contains("[" + cause + "]");
    assertThat(doctor.exitCode()).as("%s", doctor).isEqualTo(exitCode);
    assertThat(doctor.seconds()).isLessThan(PROMISED_SECONDS);
    if (exitCode != 0) {
      CliRun attach = CliRun.on(newest(), "attach", pid);
      assertThat(attach.exitCode()).as("%s", attach).isEqualTo(exitCode);
      assertThat(attach.seconds()).isLessThan(PROMISED_SECONDS);
    }
    return doctor;
  }

  private static void signal(String signal, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  @SideBySide
  @Test
  void process_thatEnded_isNamed() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    assertNamed("no-such-process", 1, ended.pid());
  }

  @SideBySide
  @Test
  void process_thatIsNoJvm_isNamed() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "60").start();
    try {
      assertNamed("not-a-jvm", 1, sleep.pid());
      assertThat(sleep.isAlive()).as("no signal was sent").isTrue();
    } finally {
      sleep.destroyForcibly();
    }
  }

  @SideBySide
  @Test
  void process_thatWasNotCollected_isNamed() throws Exception {
    String script = "exec 3<&0; cat <&3 & echo $!; exec 3<&- sleep 60";
    Process parent = new ProcessBuilder("sh", "-c", script).start();
    try {
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
      String pid = String.valueOf(out.readLine());
      // the shell would collect it, what comes after the shell does not
      Path name = Path.of("/proc/" + parent.pid() + "/comm");
      while (!Files.readString(name).equals("sleep\n")) {
        Thread.onSpinWait();
      }
      parent.getOutputStream().close();
      Path status = Path.of("/proc/" + pid + "/status");
      while (!Files.readString(status).contains("State:\tZ")) {
        Thread.onSpinWait();
      }
      assertNamed("ended", 1, Long.parseLong(pid));
    } finally {
      parent.destroyForcibly();
    }
  }

  /**
   * OpenJ9 is told by its library, so that a process which has a file of that name mapped is it.
   */
  @SideBySide
  @Test
  void process_thatIsNotHotspot_isNamedAndLeftAlone() throws IOException {
    Path library = Files.write(folder.resolve("libj9vm29.so"), new byte[4096]);
    try (ForkedJvm program =
        Programs.running(Programs.on(newest()).run(MappingProgram.class, library.toString()))) {
      assertNamed("not-hotspot", 1, program.pid());
      assertThat(program.stdout()).as("no signal was sent").isEqualTo("running");
    }
  }

  @SideBySide
  @Test
  void process_thatDoesNotAnswer_isNamed() throws IOException {
    try (ForkedJvm program = Programs.busy(newest())) {
      Path socket = Path.of("/tmp/.java_pid" + program.pid());
      try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        silent.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        CliRun doctor = CliRun.on(newest(), "doctor", program.pid());
        assertThat(doctor.out()).contains("[no-answer]");
        assertThat(doctor.seconds()).isLessThan(PROMISED_SECONDS);
        assertThat(doctor.exitCode()).as("%s", doctor).isEqualTo(4);
        CliRun attach = CliRun.on(newest(), "attach", program.pid(), "--timeout", 1);
        assertThat(attach.exitCode()).as("%s", attach).isEqualTo(4);
      } finally {
        Files.deleteIfExists(socket);
      }
    }
  }

  /** What the JVM prints by itself at an attach is told before; Sonde adds nothing to it. */
  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void warningOfTheJvm_isAnnouncedAndAllThatIsPrinted(Jdk jdk) {
    try (ForkedJvm program =
        Programs.running(
            ForkedJvm.on(jdk).classPath(Programs.classPath()).run(BusyProgram.class))) {
      CliRun doctor = CliRun.on(jdk, "doctor", program.pid()).done();
      boolean isWarning = jdk.feature() >= 21;
      assertThat(doctor.out().contains("[jvm-warns]")).as("%s", doctor).isEqualTo(isWarning);
      CliRun.on(jdk, "attach", program.pid(), "port=0").done();
      CliRun.on(jdk, "detach", program.pid()).done();
      List<String> printed = program.stderr().lines().toList();
      assertThat(printed).allMatch(line -> line.startsWith("WARNING: "));
      assertThat(printed.isEmpty()).as("%s", printed).isNotEqualTo(isWarning);
      assertThat(program.stdout()).isEqualTo("running");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void options_thatForbidAttach_areNamed(Jdk jdk) {
    assertOptionNamed(jdk, "-XX:+DisableAttachMechanism", "attach-disabled");
    assertOptionNamed(jdk, "-Xrs", "signals-disabled");
    assertOptionNamed(jdk, "-XX:-EnableDynamicAgentLoading", "dynamic-loading-disabled");
    assertOptionNamed(jdk, "-Dsonde.enabled=false", "switched-off");
  }

  private static void assertOptionNamed(Jdk jdk, String option, String cause) {
    try (ForkedJvm program =
        Programs.running(Programs.on(jdk).jvm(option).run(BusyProgram.class))) {
      CliRun doctor = assertNamed(cause, 3, program.pid());
      assertThat(doctor.out()).contains("restart");
      assertThat(program.stdout()).as("no thread dump").isEqualTo("running");
      assertThat(program.isAlive()).isTrue();
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void optionInTheEnvironment_withoutPerformanceData_isNamed(Jdk jdk) {
    try (ForkedJvm program =
        Programs.running(
            Programs.on(jdk)
                .jvm("-XX:-UsePerfData")
                .env("JDK_JAVA_OPTIONS", "-XX:+DisableAttachMechanism")
                .run(BusyProgram.class))) {
      assertNamed("attach-disabled", 3, program.pid());
    }
  }

  @SideBySide
  @Test
  void agentSwitchedOffByEnvironment_isNamed() {
    try (ForkedJvm program =
        Programs.running(Programs.on(newest()).env("SONDE_OFF", "1").run(BusyProgram.class))) {
      assertNamed("switched-off", 3, program.pid());
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void process_thatIsStopped_isNamedAndAttachedAfterTheHelp(Jdk jdk) throws Exception {
    try (ForkedJvm program = Programs.busy(jdk)) {
      signal("STOP", program.pid());
      CliRun doctor = assertNamed("stopped", 3, program.pid());
      assertThat(doctor.out()).contains("kill -CONT " + program.pid());
      signal("CONT", program.pid());
      CliRun.on(jdk, "attach", program.pid(), "port=0").done();
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void socket_thatWasDeleted_isNamedAndAttachWorks(Jdk jdk) throws Exception {
    try (ForkedJvm program = Programs.busy(jdk)) {
      CliRun.on(jdk, "doctor", program.pid()).done();
      Path socket = Path.of("/tmp/.java_pid" + program.pid());
      Files.delete(socket);
      CliRun doctor = assertNamed("socket-deleted", 0, program.pid());
      assertThat(doctor.out()).contains("attach works");
      Files.deleteIfExists(socket);
      CliRun.on(jdk, "attach", program.pid(), "port=0").done();
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void socket_thatIsStale_isNamedAndAttachedAfterTheHelp(Jdk jdk) throws Exception {
    try (ForkedJvm program = Programs.busy(jdk)) {
      Path socket = Path.of("/tmp/.java_pid" + program.pid());
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(socket));
      }
      CliRun doctor = assertNamed("stale-socket", 3, program.pid());
      List<String> help =
          doctor.out().lines().map(String::strip).filter(l -> l.startsWith("rm ")).toList();
      assertThat(help).hasSize(1);
      Files.delete(Path.of(help.get(0).substring("rm ".length())));
      CliRun.on(jdk, "attach", program.pid(), "port=0").done();
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** A new folder that every user can enter and read, which the caller deletes. */
  private static Path openFolder() throws IOException {
    Path open = Files.createTempDirectory(Path.of("/var/tmp"), "sonde-it");
    return Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A copy of Sonde that every user can read. */
  private static Path openJar(Path open) throws IOException {
    Path copy = Files.copy(Path.of(ForkedJvm.agentJar()), open.resolve("sonde.jar"));
    return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void process_ofAnotherUser_isNamed(Jdk jdk) throws Exception {
    assumeTrue(isRoot(), "needs root to become another user");
    Path open = openFolder();
    try (ForkedJvm program = Programs.busy(jdk)) {
      Path jar = openJar(open);
      List<String> asNobody =
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
      for (String word : List.of("doctor", "attach")) {
        List<String> command = new ArrayList<>(asNobody);
        command.addAll(CliRun.command(jdk, jar.toString(), word, program.pid()));
        CliRun run = CliRun.of(command);
        assertThat(run.exitCode()).as("%s", run).isEqualTo(3);
        assertThat(run.seconds()).isLessThan(PROMISED_SECONDS);
        assertThat(run.out() + run.err())
            .contains("belongs to user root")
            .contains("sudo -u root java -jar " + jar + " attach " + program.pid());
      }
      assertThat(program.isAlive()).as("no signal was sent").isTrue();
    } finally {
      delete(open);
    }
  }

  /** The way that the doctor recommends: root attaches to everybody's JVM. */
  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void process_ofAnotherUser_isAttachedByRoot(Jdk jdk) throws Exception {
    assumeTrue(isRoot(), "needs root to become another user");
    Path open = openFolder();
    Path jar = openJar(open);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    command.addAll(sleeper(jdk, open));
    Process program = new ProcessBuilder(command).directory(Path.of("/").toFile()).start();
    try {
      awaitRunning(program);
      Path closed = Files.copy(jar, folder.resolve("closed.jar"));
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));
      CliRun doctor = CliRun.of(CliRun.command(jdk, closed.toString(), "doctor", program.pid()));
      assertThat(doctor.exitCode()).as("%s", doctor).isEqualTo(3);
      assertThat(doctor.out()).contains("[jar-not-readable]").contains("cp " + closed);
      CliRun attach =
          CliRun.of(CliRun.command(jdk, jar.toString(), "attach", program.pid(), "port=0"));
      attach.done();
      CliRun.of(CliRun.command(jdk, jar.toString(), "status", program.pid())).done();
      CliRun.of(CliRun.command(jdk, jar.toString(), "detach", program.pid())).done();
    } finally {
      program.destroyForcibly();
      delete(open);
    }
  }

  /** A program of one source file: no class path that another user or namespace has to see. */
  private static List<String> sleeper(Jdk jdk, Path folder) throws IOException {
    Path source = folder.resolve("Sleeper.java");
    Files.writeString(
        source,
        "public class Sleeper { public static void main(String[] a) throws Exception {"
            + " System.out.println(\"running\"); Thread.sleep(600_000); } }");
    Process javac =
        new ProcessBuilder(jdk.tool("javac").toString(), source.toString()).inheritIO().start();
    try {
      assertThat(javac.waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(
        jdk.java().toString(),
        "-XX:+EnableDynamicAgentLoading",
        "-cp",
        folder.toString(),
        "Sleeper");
  }

  private static void awaitRunning(Process program) throws IOException {
    byte[] line = program.getInputStream().readNBytes("running\n".length());
    assertThat(new String(line, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("running\n");
  }

  private static boolean mayUnshare() throws Exception {
    Process unshare = new ProcessBuilder("unshare", "--pid", "--mount", "--fork", "true").start();
    return unshare.waitFor(10, TimeUnit.SECONDS) && unshare.exitValue() == 0;
  }

  /** As in a container: its own process ids, its own /tmp, in which our jar is not. */
  @ParameterizedTest
  @MethodSource("jdks")
  void process_inAnotherNamespace_isNamedAndAttached(Jdk jdk) throws Exception {
    assumeTrue(mayUnshare(), "needs the right to make namespaces");
    Path programs = openFolder();
    List<String> java = sleeper(jdk, programs);
    Path jar = folder.resolve("sonde.jar");
    Files.copy(Path.of(ForkedJvm.agentJar()), jar);
    String script = "mount -t tmpfs none /tmp && exec " + String.join(" ", java);
    Process unshare =
        new ProcessBuilder(
                "unshare", "--pid", "--mount", "--fork", "--kill-child", "sh", "-c", script)
            .directory(Path.of("/").toFile())
            .start();
    try {
      awaitRunning(unshare);
      long pid = unshare.children().findFirst().orElseThrow().pid();
      CliRun doctor = CliRun.of(CliRun.command(jdk, jar.toString(), "doctor", pid)).done();
      assertThat(doctor.out()).contains("[other-namespace]").contains("its id is 1");
      assertThat(doctor.seconds()).isLessThan(PROMISED_SECONDS);
      CliRun.of(CliRun.command(jdk, jar.toString(), "attach", pid, "port=0")).done();
      CliRun.of(CliRun.command(jdk, jar.toString(), "status", pid)).done();
      CliRun.of(CliRun.command(jdk, jar.toString(), "detach", pid)).done();

      // from inside, an id of the outside means nothing
      List<String> inside = new ArrayList<>(List.of("unshare", "--pid", "--mount-proc", "--fork"));
      inside.addAll(CliRun.command(jdk, jar.toString(), "doctor", pid));
      CliRun wrong = CliRun.of(inside);
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.out()).contains("[no-such-process]").contains("container");
    } finally {
      unshare.descendants().forEach(ProcessHandle::destroyForcibly);
      unshare.destroyForcibly();
      delete(programs);
    }
  }

  /** A container whose files its own user cannot reach from outside. */
  @SideBySide
  @Test
  void process_inAClosedNamespace_isNamed() throws Exception {
    assumeTrue(isRoot() && mayUnshare(), "needs the right to make namespaces");
    Path open = openFolder();
    List<String> java = new ArrayList<>(sleeper(newest(), open));
    java.add(1, "-XX:-UsePerfData");
    Path jar = openJar(open);
    String asNobody = "setpriv --reuid=" + NOBODY + " --regid=" + NOBODY + " --clear-groups ";
    String script =
        "mount -t tmpfs -o mode=700 none /tmp && exec " + asNobody + String.join(" ", java);
    Process unshare =
        new ProcessBuilder(
                "unshare", "--pid", "--mount", "--fork", "--kill-child", "sh", "-c", script)
            .directory(Path.of("/").toFile())
            .start();
    try {
      awaitRunning(unshare);
      long pid = unshare.children().findFirst().orElseThrow().pid();
      List<String> doctor = new ArrayList<>(List.of(asNobody.split(" ", -1)));
      doctor.removeIf(String::isEmpty);
      doctor.addAll(CliRun.command(newest(), jar.toString(), "doctor", pid));
      CliRun run = CliRun.of(doctor);
      assertThat(run.exitCode()).as("%s", run).isEqualTo(3);
      assertThat(run.out()).contains("[other-namespace-closed]").contains("its id is 1");
      assertThat(run.seconds()).isLessThan(PROMISED_SECONDS);
    } finally {
      unshare.descendants().forEach(ProcessHandle::destroyForcibly);
      unshare.destroyForcibly();
      delete(open);
    }
  }
}
