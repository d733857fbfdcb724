package io.sonde.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A hundred times in and out of a program under load, after which nothing is left. */
final class DetachCyclesIT {

  private static final int CYCLES = 100;

  /** The first cycle loads classes of the JDK that stay; growth counts from there. */
  private static final int WARM_CYCLES = 3;

  /** Cycles from one JVM. */
  private static final int BATCH = 20;

  private static final long METASPACE_BOUND_BYTES = 4L << 20;

  /** From here on a JVM keeps merged constants of code that was replaced. */
  private static final int FIRST_MERGING_FEATURE = 18;

  private static final List<String> WOVEN =
      List.of(
          "java.util.concurrent.ThreadPoolExecutor",
          "org.h2.jdbc.JdbcConnection",
          "org.h2.jdbc.JdbcPreparedStatement",
          "org.h2.jdbc.JdbcStatement",
          "org.h2.jdbc.JdbcResultSet");

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void hundredCycles_underLoad_leaveNothing(Jdk jdk) throws Exception {
    List<String> command =
        List.of(
            jdk.java().toString(),
            "-XX:+EnableDynamicAgentLoading",
            "-Xmx256m",
            // what is only softly reachable is no leak: it goes at the next collection
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            "-cp",
            Programs.classPath(),
            BusyProgram.class.getName());
    Path err = folder.resolve("stderr");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    try (BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter in =
            new BufferedWriter(
                new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("running");
      Path before = capture(jdk, process.pid(), "before", "now");
      cycles(jdk, process.pid(), WARM_CYCLES);
      Map<String, String> first = report(in, out);
      for (int done = WARM_CYCLES; done < CYCLES; done += BATCH) {
        cycles(jdk, process.pid(), Math.min(BATCH, CYCLES - done));
      }
      Path after = lastCycleCaptured(jdk, process.pid());
      Map<String, String> last = report(in, out);

      assertThat(last.get("wrong")).as("failed operations").isEqualTo("0");
      assertThat(number(last, "done")).isGreaterThan(number(first, "done"));
      assertThat(last.get("loaders")).as("leaked class loaders").isEqualTo("0");
      for (String same : List.of("threads", "files", "properties", "mbeans")) {
        assertThat(last.get(same)).as(same).isEqualTo(first.get(same));
      }
      assertThat(last.get("threads")).doesNotContain("sonde");
      assertThat(last.get("properties")).doesNotContain("sonde");
      assertThat(number(last, "metaspaceBytes") - number(first, "metaspaceBytes"))
          .as("growth of metaspace")
          .isLessThan(METASPACE_BOUND_BYTES);
      assertSameCode(jdk, before, after);
      assertThat(Files.readString(err)).as("what was added to stderr").isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** All from one JVM: starting one for each would take most of the time. */
  private static void cycles(Jdk jdk, long pid, int count) {
    CliRun.of(
            List.of(
                jdk.java().toString(),
                "-cp",
                Programs.classes() + File.pathSeparator + ForkedJvm.agentJar(),
                CycleProgram.class.getName(),
                ForkedJvm.agentJar(),
                Long.toString(pid),
                Integer.toString(count)))
        .done();
  }

  private Path lastCycleCaptured(Jdk jdk, long pid) throws Exception {
    CliRun.on(jdk, "attach", pid, "port=0").done();
    Path after = capture(jdk, pid, "after", "later");
    CliRun.on(jdk, "detach", pid).done();
    return after;
  }

  /** Loads {@link CaptureAgent}; the folder it writes to. */
  private Path capture(Jdk jdk, long pid, String name, String when) throws Exception {
    Path target = Files.createDirectory(folder.resolve(name));
    Path jar = folder.resolve(name + ".jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", CaptureAgent.class.getName());
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    String[] classes = {CaptureAgent.class.getName(), CaptureAgent.class.getName() + "$Capture"};
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String type : classes) {
        String entry = type.replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(entry));
        try (InputStream in = Files.newInputStream(Programs.classes().resolve(entry))) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    String argument = target + ":" + when + ":" + String.join(",", WOVEN);
    CliRun.of(
            List.of(
                jdk.tool("jcmd").toString(),
                Long.toString(pid),
                "JVMTI.agent_load",
                jar.toString(),
                "\"" + argument + "\""))
        .done();
    return target;
  }

  /**
   * Class files equal byte by byte, or else, where the JVM merges constants, in all instructions.
   */
  private void assertSameCode(Jdk jdk, Path before, Path after) throws IOException {
    try (Stream<Path> files = Files.list(before)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrderElementsOf(
              WOVEN.stream().map(name -> name + ".class").toList());
    }
    for (String name : WOVEN) {
      Path own = before.resolve(name + ".class");
      Path restored = after.resolve(name + ".class");
      assertThat(restored).as("what detach installed").exists();
      if (jdk.feature() < FIRST_MERGING_FEATURE) {
        assertThat(Files.mismatch(own, restored)).as(name).isEqualTo(-1);
      }
      assertThat(code(jdk, restored)).as(name).isEqualTo(code(jdk, own));
      assertThat(code(jdk, restored)).doesNotContain("SondeHook");
    }
  }

  /** Everything but the constant pool's numbering. */
  private static String code(Jdk jdk, Path file) {
    String text =
        CliRun.of(List.of(jdk.tool("javap").toString(), "-c", "-p", "-s", file.toString()))
            .done()
            .out();
    return text.replaceAll("#\\d+(, +\\d+)? *", "#");
  }

  private static long number(Map<String, String> report, String name) {
    return Long.parseLong(report.getOrDefault(name, "-1"));
  }

  private static Map<String, String> report(BufferedWriter in, BufferedReader out)
      throws IOException {
    in.write("report\n");
    in.flush();
    Map<String, String> report = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("end")) {
        return report;
      }
      lines.add(line);
      int equals = line.indexOf('=');
      report.put(line.substring(0, equals), line.substring(equals + 1));
    }
    throw new AssertionError("the program ended: " + lines);
  }
}
