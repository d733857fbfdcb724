package io.sonde.agent.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hundred times in and out of a program under load, after which nothing is left but what the docs
 * name: the hook, the launcher's classes and their open jar.
 */
final class DetachCyclesIT {

  private static final int CYCLES = 100;

  /** The first cycle loads classes of the JDK that stay; growth counts from there. */
  private static final int WARM_CYCLES = 3;

  /**
   * Catches a hang; a hundred cycles take less than a minute on a machine that does nothing else.
   */
  private static final long PATIENCE_SECONDS = 900;

  /** What is promised. */
  private static final long METASPACE_BOUND_BYTES = 4L << 20;

  /** From here on a JVM keeps merged constants of code that was replaced. */
  private static final int FIRST_MERGING_FEATURE = 18;

  /** Where everything is that may be rewritten in this program. */
  private static final List<String> PACKAGES =
      List.of(
          "java.util.concurrent.",
          "java.util.Ti",
          "java.util.Task",
          "jdk.internal.net.http.",
          "sun.net.www.",
          "com.sun.net.httpserver.",
          "org.h2.jdbc",
          "org.h2.Driver");

  /** Some of what is rewritten. */
  private static final List<String> REWRITTEN =
      List.of(
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.TaskQueue",
          "java.util.Timer",
          "org.h2.jdbc.JdbcConnection",
          "org.h2.jdbc.JdbcPreparedStatement",
          "org.h2.jdbc.JdbcStatement");

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void hundredCycles_underLoad_leaveNothing(Jdk jdk) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path capture = captureJar();
    try (ForkedJvm program =
        Programs.running(
            Programs.on(jdk)
                .jvm(
                    // what is only softly reachable is no leak: it goes at the next collection
                    "-XX:SoftRefLRUPolicyMSPerMB=0",
                    // most of what would be compiled further is thrown away with the next detach
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + temporary)
                .run(BusyProgram.class, BusyProgram.COLLECTING))) {
      Path before = load(jdk, program, capture, "now");
      Report start = Report.ask(program, "start");
      cycles(jdk, program, WARM_CYCLES);
      Report warm = Report.ask(program, "warm");
      cycles(jdk, program, CYCLES - WARM_CYCLES - 1);
      CliRun attach = CliRun.on(jdk, "attach", program.pid(), "port=0", "--json").done();
      Path after = load(jdk, program, capture, "later");
      assertTokenIsWritten(attach.json("url"), temporary, program.pid());
      CliRun detach = CliRun.on(jdk, "detach", program.pid(), "--json").done();
      Report last = Report.ask(program, "last");

      printMetaspace(jdk, start, warm, last);
      assertThat(last.number("wrong")).as("failed operations").isZero();
      assertThat(last.number("done")).isGreaterThan(warm.number("done"));
      assertThat(last.number("loaders")).as("leaked class loaders").isZero();
      for (String same : List.of("threads", "properties", "mbeans", "temporary")) {
        assertThat(last.text(same)).as(same).isEqualTo(start.text(same));
      }
      List<String> files = new ArrayList<>(start.list("files"));
      // the JVM keeps the jars of attached agents open
      files.add(Path.of(ForkedJvm.agentJar()).toRealPath().toString());
      files.add(capture.toRealPath().toString());
      // the JDK keeps open what made the token
      files.addAll(List.of("/dev/random", "/dev/urandom"));
      assertThat(last.list("files")).containsExactlyInAnyOrderElementsOf(files);
      assertThat(last.number("metaspaceBytes") - warm.number("metaspaceBytes"))
          .as("growth of metaspace")
          .isLessThan(METASPACE_BOUND_BYTES);
      assertSameCode(jdk, before, after, Integer.parseInt(detach.json("restored")));
      assertThat(program.stderr()).as("what was added to stderr").isEmpty();
    }
  }

  private static void printMetaspace(Jdk jdk, Report start, Report warm, Report last) {
    long lastBytes = last.number("metaspaceBytes");
    System.out.printf(
        Locale.ROOT,
        "%s, %d cycles: metaspace grew by %d KB from the start, by %d KB from cycle %d on%n",
        jdk,
        CYCLES,
        (lastBytes - start.number("metaspaceBytes")) >> 10,
        (lastBytes - warm.number("metaspaceBytes")) >> 10,
        WARM_CYCLES);
  }

  /** All from one JVM: starting one for each would take most of the time. */
  private static void cycles(Jdk jdk, ForkedJvm program, int count) {
    CliRun.start(
            List.of(
                jdk.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Programs.classes() + File.pathSeparator + ForkedJvm.agentJar(),
                CycleProgram.class.getName(),
                ForkedJvm.agentJar(),
                Long.toString(program.pid()),
                Integer.toString(count)))
        .await(PATIENCE_SECONDS)
        .done();
  }

  /** What needs the token makes it. */
  private static void assertTokenIsWritten(String url, Path temporary, long pid) throws Exception {
    HttpRequest signIn =
        HttpRequest.newBuilder(URI.create(url + "session"))
            .header("Content-Type", "application/json")
            .header("X-Sonde-Token", "not the token")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<Void> refused =
        HttpClient.newHttpClient().send(signIn, HttpResponse.BodyHandlers.discarding());
    assertThat(refused.statusCode()).isEqualTo(401);
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .contains(pid + ".token", pid + ".properties");
    }
  }

  /** A jar with {@link CaptureAgent}. */
  private Path captureJar() throws IOException {
    Path jar = folder.resolve("capture.jar");
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
    return jar;
  }

  /** Loads {@link CaptureAgent}; the folder it writes to. */
  private Path load(Jdk jdk, ForkedJvm program, Path jar, String when) throws IOException {
    Path target = Files.createDirectory(folder.resolve(when));
    String argument = target + ":" + when + ":" + String.join(",", PACKAGES);
    CliRun.of(
            List.of(
                jdk.tool("jcmd").toString(),
                Long.toString(program.pid()),
                "JVMTI.agent_load",
                jar.toString(),
                "\"" + argument + "\""))
        .done();
    return target;
  }

  /**
   * Class files equal byte by byte, or else, where the JVM merges constants, in all instructions.
   */
  private static void assertSameCode(Jdk jdk, Path before, Path after, int restored)
      throws IOException {
    Set<String> names = names(after);
    assertThat(names).as("what detach installed").containsAll(REWRITTEN).hasSize(restored);
    assertThat(names(before)).as("what was there before").containsAll(names);
    if (jdk.feature() < FIRST_MERGING_FEATURE) {
      for (String name : names) {
        assertThat(Files.mismatch(before.resolve(name + ".class"), after.resolve(name + ".class")))
            .as(name)
            .isEqualTo(-1);
      }
    }
    Map<String, String> own = code(jdk, before, names);
    Map<String, String> now = code(jdk, after, names);
    assertThat(now.keySet()).isEqualTo(names);
    now.forEach(
        (name, code) ->
            assertThat(code).as(name).isEqualTo(own.get(name)).doesNotContain("SondeHook"));
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> folder.relativize(file).toString().replaceAll("[.]class$", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** By class, everything but the constant pool's numbering. */
  private static Map<String, String> code(Jdk jdk, Path folder, Set<String> names) {
    List<String> command = new ArrayList<>(List.of(jdk.tool("javap").toString(), "-c", "-p", "-s"));
    names.forEach(name -> command.add(folder.resolve(name + ".class").toString()));
    String text = CliRun.of(command).done().out().replaceAll("#\\d+(, +\\d+)? *", "#");
    Map<String, String> code = new TreeMap<>();
    List<String> order = new ArrayList<>(names);
    String[] parts = text.split("(?m)^Compiled from .*$", -1);
    for (int i = 1; i < parts.length; i++) {
      code.put(order.get(i - 1), parts[i]);
    }
    return code;
  }

  /** What the program says that it consists of. */
  private record Report(Map<String, String> values) {

    static Report ask(ForkedJvm program, String word) {
      program.writeStdin(word);
      String line = program.awaitStdout(text -> text.startsWith(word + "\t"));
      Map<String, String> values = new HashMap<>();
      for (String part : line.substring(word.length() + 1).split("\t", -1)) {
        int equals = part.indexOf('=');
        values.put(part.substring(0, equals), part.substring(equals + 1));
      }
      return new Report(values);
    }

    String text(String name) {
      return values.getOrDefault(name, "");
    }

    long number(String name) {
      return Long.parseLong(text(name));
    }

    List<String> list(String name) {
      String text = text(name);
      return List.of(text.substring(1, text.length() - 1).split(", ", -1));
    }
  }
}
