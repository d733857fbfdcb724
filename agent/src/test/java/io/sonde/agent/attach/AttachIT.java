package io.sonde.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way: list, attach, look, profile, detach, attach again; on each JDK. */
final class AttachIT {

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private static void assertQuiet(ForkedJvm program) {
    assertThat(program.stderr()).as("what attach added to the target's output").isEmpty();
    assertThat(program.stdout()).isEqualTo("running");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void program_isAttachedLookedAtAndLeft(Jdk jdk) throws IOException {
    try (ForkedJvm program = Programs.busy(jdk)) {
      long pid = program.pid();
      assertThat(line(CliRun.on(jdk, "list").done(), pid)).contains("BusyProgram").endsWith("-");
      CliRun attach = CliRun.on(jdk, "attach", pid, "port=0", "--json").done();
      assertThat(attach.json("result")).isEqualTo("attached");
      assertThat(Integer.parseInt(attach.json("rewritten"))).isPositive();
      String url = attach.json("url");
      assertThat(line(CliRun.on(jdk, "list").done(), pid)).endsWith(url);
      assertThat(CliRun.on(jdk, "status", pid, "--json").done().json("jdbc"))
          .as("classes of technology jdbc")
          .isNotEqualTo("0");

      double before = Exposition.of(url).sum("executor_seconds_count");
      // the same scrape is answered again for a second
      Exposition after = Exposition.parse(CliRun.on(jdk, "metrics", pid).done().out());
      for (int i = 0;
          i < 10 && (after.sum("executor_seconds_count") == before || waits(after) == 0);
          i++) {
        after = Exposition.parse(CliRun.on(jdk, "metrics", pid).done().out());
      }
      assertThat(after.sum("executor_seconds_count")).isGreaterThan(before);
      assertThat(waits(after)).isPositive();
      assertThat(after.sum("db_client_operation_duration_seconds_count")).isPositive();
      assertThat(after.sum("sonde_suppressed_errors_total")).isZero();

      CliRun top = CliRun.on(jdk, "top", "BusyProgram", "--once").done();
      assertThat(top.out()).contains("EXECUTOR").contains("SQL").contains("SELECT item");
      assertThat(top.out().lines()).allMatch(line -> line.length() <= 80);

      assertThat(CliRun.on(jdk, "attach", pid).done().out()).contains("already active");
      CliRun.on(jdk, "detach", pid).done();
      CliRun second = CliRun.on(jdk, "detach", pid);
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.err()).contains("not active");
      CliRun.on(jdk, "attach", pid, "port=0").done();
      CliRun.on(jdk, "detach", pid).done();
      assertThat(program.isAlive()).isTrue();
      assertQuiet(program);
    }
  }

  /** Of a timer whose only task was queued before and tells itself when it is due. */
  private static double waits(Exposition metrics) {
    return metrics.sum("executor_idle_seconds_count", "name", "busy-timer");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void profile_withAttach_isWrittenAndLeavesNothing(Jdk jdk) throws IOException {
    try (ForkedJvm program = Programs.busy(jdk)) {
      Path stacks = folder.resolve("busy.collapsed");
      CliRun without = CliRun.on(jdk, "profile", program.pid(), "-s", 1, "-o", stacks);
      assertThat(without.exitCode()).isEqualTo(1);
      assertThat(without.err()).contains("attach");
      CliRun.on(jdk, "profile", program.pid(), "-s", 2, "-o", stacks, "--attach").done();
      assertThat(Files.readString(stacks)).contains("BusyProgram");
      Path page = folder.resolve("busy.html");
      CliRun.on(jdk, "profile", program.pid(), "-s", 1, "-e", "alloc", "-o", page, "--attach")
          .done();
      assertThat(Files.readString(page)).contains("<html").contains("BusyProgram");
      assertThat(CliRun.on(jdk, "status", program.pid()).exitCode()).isEqualTo(1);
      assertThat(program.isAlive()).isTrue();
      assertQuiet(program);
    }
  }

  /** A runtime without the module jdk.attach, as a JRE may be. */
  @ParameterizedTest
  @MethodSource("jdks")
  void runtimeWithoutAttachModule_attachesByItself(Jdk jdk) {
    try (ForkedJvm program = Programs.busy(jdk)) {
      List<String> bare = List.of("--limit-modules", "java.base,java.instrument,jdk.httpserver");
      for (Jdk cli : Jdk.all()) {
        List<String> attach =
            new ArrayList<>(
                CliRun.command(cli, ForkedJvm.agentJar(), "attach", program.pid(), "port=0"));
        attach.addAll(1, bare);
        assertThat(CliRun.of(attach).done().out()).contains("rewritten");
        List<String> list = new ArrayList<>(CliRun.command(cli, ForkedJvm.agentJar(), "list"));
        list.addAll(1, bare);
        assertThat(line(CliRun.of(list).done(), program.pid())).contains("http://");
        List<String> detach =
            new ArrayList<>(CliRun.command(cli, ForkedJvm.agentJar(), "detach", program.pid()));
        detach.addAll(1, bare);
        CliRun.of(detach).done();
      }
      assertQuiet(program);
    }
  }

  @Test
  void name_ofTwoProcesses_isRefusedWithBoth() {
    Jdk jdk = Jdk.all().get(0);
    try (ForkedJvm first = Programs.busy(jdk);
        ForkedJvm second = Programs.busy(jdk)) {
      CliRun run = CliRun.on(jdk, "status", "BusyProg");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains(Long.toString(first.pid()))
          .contains(Long.toString(second.pid()));
    }
  }

  @Test
  void commandLine_thatIsWrong_changesNothing() {
    Jdk jdk = Jdk.all().get(0);
    try (ForkedJvm program = Programs.busy(jdk)) {
      CliRun run = CliRun.on(jdk, "attach", program.pid(), "prot=1");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("prot").contains("port");
      assertThat(CliRun.on(jdk, "atach", "1").exitCode()).isEqualTo(2);
      assertThat(CliRun.on(jdk, "status", program.pid()).exitCode()).isEqualTo(1);
    }
  }

  @Test
  void help_namesCommandsAndExitCodes() {
    CliRun help = CliRun.on(Jdk.all().get(0), "--help").done();
    assertThat(help.out())
        .contains("list", "attach", "status", "metrics", "top", "profile", "detach", "doctor")
        .contains("Exit codes");
    assertThat(CliRun.on(Jdk.all().get(0), "--version").done().out()).startsWith("sonde ");
  }

  private static String line(CliRun run, long pid) {
    return run.out()
        .lines()
        .filter(text -> text.strip().startsWith(pid + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(pid + " is not in " + run));
  }
}
