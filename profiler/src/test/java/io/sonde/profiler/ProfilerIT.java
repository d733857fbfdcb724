package io.sonde.profiler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import one.convert.Arguments;
import one.convert.FlameGraph;
import one.profiler.AsyncProfiler;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Profiles of a program whose truth is known, in JVMs of their own, on each JDK. */
final class ProfilerIT {

  /** Stated bound on a share, in parts of one. */
  private static final double SHARE_ERROR = 0.03;

  /**
   * Stated bound on a total; the capture's window and the program's differ by some milliseconds.
   */
  private static final double TOTAL_ERROR = 0.10;

  private static final String SECRET = "hunter2-5ecret";
  private static final String WORK = "io/sonde/profiler/KnownWork";

  /** The first JDK on which loading native code is restricted. */
  private static final int RESTRICTED = 24;

  private final Path temp;

  ProfilerIT(@TempDir Path temp) {
    this.temp = temp;
  }

  static List<Jdks.Jdk> jdks() {
    return Jdks.all();
  }

  static Stream<Jdks.Jdk> restrictedJdks() {
    return Jdks.all().stream().filter(jdk -> jdk.version() >= RESTRICTED);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_knownWork_showsTheTrueShares(Jdks.Jdk jdk) throws Exception {
    checkTruth(jdk);
  }

  @ParameterizedTest
  @MethodSource("restrictedJdks")
  void capture_nativeAccessDenied_showsTheTrueShares(Jdks.Jdk jdk) throws Exception {
    checkTruth(jdk, "--illegal-native-access=deny");
  }

  private void checkTruth(Jdks.Jdk jdk, String... flags) throws Exception {
    ForkedJvm jvm = jvm(jdk).flag("-Ddb.password=" + SECRET);
    for (String flag : flags) {
      jvm.flag(flag);
    }
    ForkedJvm.Result result = run(jvm, "truth", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(facts)
        .containsEntry("mappedBefore", "false")
        .containsEntry("stateBefore", "UNTRIED")
        .containsEntry("mappedAfter", "true")
        .containsEntry(
            "route",
            jdk.version() >= RESTRICTED ? "loaded as JVMTI agent" : "loaded with System.load");
    checkCpu(facts);
    checkAlloc(facts);
    for (String name : List.of("cpu.html", "alloc.html", "warmup.html")) {
      assertThat(read(name)).startsWith("<!DOCTYPE html>").doesNotContain(SECRET);
    }
    assertThat(unpacked("cpu.html")).contains(WORK + ".burnSix");
    assertThat(unpacked("alloc.html")).contains(WORK + ".allocateLarge");
  }

  private void checkCpu(Properties facts) throws IOException {
    List<Collapsed> stacks = collapsed("cpu.collapsed");
    long[] truth = truth(facts, "cpu", 3);
    double all = weight(stacks, WORK);
    assertShare(weight(stacks, WORK + ".burnSix") / all, truth, 0);
    assertShare(weight(stacks, WORK + ".burnThree") / all, truth, 1);
    assertShare(weight(stacks, WORK + "$AgentPart.burnOne") / all, truth, 2);
    long interval = number(facts, "cpuInterval");
    assertThat(all * interval / (truth[0] + truth[1] + truth[2]))
        .as("sampled CPU time over the program's own")
        .isCloseTo(1, within(TOTAL_ERROR));
    assertThat(number(facts, "cpuSamples")).isEqualTo(sum(stacks));
    assertThat(facts.getProperty("cpuEngine"))
        .matches("async-profiler 4\\.5 \\((perf_events|ctimer|itimer)\\)");
    for (Collapsed stack : stacks) {
      assertThat(stack.frames().get(0).equals("[sonde]"))
          .as(stack.toString())
          .isEqualTo(stack.contains(WORK + "$AgentPart"));
    }
  }

  private void checkAlloc(Properties facts) throws IOException {
    List<Collapsed> stacks = collapsed("alloc.collapsed");
    long[] truth = truth(facts, "alloc", 2);
    double all = weight(stacks, WORK);
    assertShare(weight(stacks, WORK + ".allocateSmall") / all, truth, 0);
    assertShare(weight(stacks, WORK + ".allocateLarge") / all, truth, 1);
    assertThat(all / (truth[0] + truth[1]))
        .as("estimated bytes over the program's own")
        .isCloseTo(1, within(TOTAL_ERROR));
    assertThat(number(facts, "allocSamples")).isGreaterThan(500);
    assertThat(stacks)
        .filteredOn(stack -> stack.contains(WORK + ".allocate"))
        .allMatch(stack -> stack.frames().get(stack.frames().size() - 1).equals("byte[]"));
  }

  private static void assertShare(double actual, long[] truth, int index) {
    long all = 0;
    for (long part : truth) {
      all += part;
    }
    assertThat(actual).isCloseTo((double) truth[index] / all, within(SHARE_ERROR));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void sessions_sixtyInARow_leaveNoDescriptorThreadOrFile(Jdks.Jdk jdk) throws Exception {
    ForkedJvm.Result result = run(jvm(jdk).flag("-Ddb.password=" + SECRET), "cycles", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(number(facts, "descriptorsAfter"))
        .isLessThanOrEqualTo(number(facts, "descriptorsBefore"));
    assertThat(facts)
        .containsEntry("libraryThreadsAfter", "0")
        .containsEntry("recordings", "60")
        .containsEntry("recordingsWithSecret", "0");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_busyInterruptedAndClosed_saysSoAndRecovers(Jdks.Jdk jdk) throws Exception {
    ForkedJvm.Result result = run(jvm(jdk), "lifecycle", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(facts.getProperty("second"))
        .matches(
            "ProfilerBusyException: busy: a profile \\(alloc, 300 s\\) has been running for \\d+ s");
    assertThat(facts.getProperty("interrupted")).startsWith("InterruptedException");
    assertThat(facts)
        .containsEntry("idle", "true")
        .containsEntry("next", "text/plain; charset=utf-8");
    assertThat(facts.getProperty("closed")).startsWith("ProfilerFailedException: cancelled after");
    assertThat(facts.getProperty("afterClose")).contains("closed");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_foreignSessionRuns_isRefusedAndThatSessionSurvives(Jdks.Jdk jdk) throws Exception {
    Path library = extractLibrary(Files.createDirectory(temp.resolve("theirs")));
    Path theirs = temp.resolve("theirs.collapsed");
    ForkedJvm jvm =
        jvm(jdk)
            .flag(
                "-agentpath:"
                    + library
                    + "=start,event=cpu,interval=1ms,quiet,loglevel=none,collapsed,file="
                    + theirs);
    ForkedJvm.Result result = run(jvm, "foreign", work());

    assertClean(result);
    assertThat(facts()).containsEntry("state", "UNAVAILABLE").containsEntry("mappedAfter", "false");
    assertThat(facts().getProperty("failure"))
        .startsWith("ProfilerUnavailableException")
        .contains("another async-profiler")
        .contains(library.toString());
    String profile = Files.readString(theirs);
    assertThat(profile)
        .as("their session ran before our attempt, and after it to the end")
        .contains("ProfiledProgram.burnBefore")
        .contains("ProfiledProgram.burnAfter");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_damagedLibrary_isNotLoaded(Jdks.Jdk jdk) throws Exception {
    Path libs = Files.createDirectories(temp.resolve("damaged").resolve("libs"));
    Path library = extractLibrary(libs);
    byte[] bytes = Files.readAllBytes(library);
    bytes[bytes.length / 2] ^= 1;
    Files.write(library, bytes);
    ForkedJvm.Result result =
        run(jvm(jdk).classPathFirst(temp.resolve("damaged")), "attempt", work());

    assertClean(result);
    assertThat(facts()).containsEntry("state", "UNAVAILABLE").containsEntry("mappedAfter", "false");
    assertThat(facts().getProperty("failure"))
        .contains(bundled().sha256())
        .contains("it is not loaded");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_firstDirectoriesUnusable_takesTheNext(Jdks.Jdk jdk) throws Exception {
    List<Path> candidates = new ArrayList<>();
    candidates.add(temp.resolve("missing"));
    candidates.add(Files.writeString(temp.resolve("file"), ""));
    Path noexec = Files.createDirectory(temp.resolve("noexec"));
    Path readOnly = Files.createDirectory(temp.resolve("readonly"));
    // Mounting needs a privileged user; without one the other kinds of unusable directory remain,
    // and NativeLibraryTest plays the linker's refusal.
    boolean mountedNoexec = mount("noexec", noexec);
    boolean mountedReadOnly = mount("ro", readOnly);
    try {
      if (mountedNoexec) {
        candidates.add(noexec);
      }
      if (mountedReadOnly) {
        candidates.add(readOnly);
      }
      candidates.add(work());
      ForkedJvm.Result result = run(jvm(jdk), "attempt", candidates.toArray(Path[]::new));

      assertClean(result);
      assertThat(facts())
          .containsEntry("failure", "none: text/plain; charset=utf-8")
          .containsEntry("state", "READY");
      assertThat(noexec).isEmptyDirectory();
    } finally {
      unmount(mountedNoexec, noexec);
      unmount(mountedReadOnly, readOnly);
    }
  }

  @ParameterizedTest
  @MethodSource("restrictedJdks")
  void capture_everyWayToLoadForbidden_namesTheRemedy(Jdks.Jdk jdk) throws Exception {
    ForkedJvm jvm =
        jvm(jdk).flag("--illegal-native-access=deny").flag("-XX:-EnableDynamicAgentLoading");
    ForkedJvm.Result result = run(jvm, "attempt", work());

    assertClean(result);
    assertThat(facts()).containsEntry("state", "UNAVAILABLE");
    assertThat(facts().getProperty("reason"))
        .contains("native access is denied")
        .contains("--enable-native-access=ALL-UNNAMED");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void exit_duringACapture_isSilentAndLeavesNoFile(Jdks.Jdk jdk) throws Exception {
    assertClean(run(jvm(jdk), "exit", work()));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void halt_duringACapture_isSilentAndLeavesNoFile(Jdks.Jdk jdk) throws Exception {
    assertClean(run(jvm(jdk), "halt", work()));
  }

  private ForkedJvm jvm(Jdks.Jdk jdk) {
    return new ForkedJvm(jdk, temp);
  }

  private Path work() {
    return temp.resolve("work");
  }

  private ForkedJvm.Result run(ForkedJvm jvm, String scenario, Path... candidates)
      throws IOException, InterruptedException {
    Files.createDirectories(work());
    Files.createDirectories(temp.resolve("results"));
    List<String> arguments = new ArrayList<>();
    arguments.add(scenario);
    arguments.add(temp.resolve("results").toString());
    for (Path candidate : candidates) {
      arguments.add(candidate.toString());
    }
    return jvm.run(ProfiledProgram.class, arguments.toArray(String[]::new));
  }

  /** The program ended as if nobody had profiled it. */
  private void assertClean(ForkedJvm.Result result) {
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo(ProfiledProgram.OUTPUT);
    assertThat(result.exitCode()).isZero();
    assertThat(work()).isEmptyDirectory();
  }

  private Properties facts() throws IOException {
    Properties facts = new Properties();
    try (Reader reader = Files.newBufferedReader(temp.resolve("results/facts.properties"))) {
      facts.load(reader);
    }
    return facts;
  }

  private static long number(Properties facts, String name) {
    return Long.parseLong(facts.getProperty(name));
  }

  private static long[] truth(Properties facts, String name, int parts) {
    long[] truth = new long[parts];
    for (int i = 0; i < parts; i++) {
      truth[i] = number(facts, name + i);
    }
    return truth;
  }

  private String read(String name) throws IOException {
    return Files.readString(temp.resolve("results").resolve(name));
  }

  /** The stacks of a page, in which names are packed. */
  private String unpacked(String name) throws IOException {
    FlameGraph graph = new FlameGraph(new Arguments("--output", "collapsed"));
    graph.parseHtml(new StringReader(read(name)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    graph.dump(out);
    return out.toString(UTF_8);
  }

  /** A line of collapsed stacks, root first. */
  private record Collapsed(List<String> frames, long weight) {

    boolean contains(String prefix) {
      for (String frame : frames) {
        if (frame.startsWith(prefix)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Reads as a strict reader does: no empty frame, no repeated stack, no suffix, a number last. */
  private List<Collapsed> collapsed(String name) throws IOException {
    String text = read(name);
    assertThat(text).endsWith("\n").doesNotContain(SECRET);
    List<Collapsed> stacks = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String line : text.lines().toList()) {
      int space = line.lastIndexOf(' ');
      String stack = line.substring(0, space);
      assertThat(seen.add(stack)).as("first occurrence of " + stack).isTrue();
      List<String> frames = List.of(stack.split(";", -1));
      assertThat(frames).allSatisfy(frame -> assertThat(frame).isNotBlank());
      assertThat(frames).noneMatch(frame -> frame.matches(".*_\\[[jik01]]"));
      stacks.add(new Collapsed(frames, Long.parseLong(line.substring(space + 1))));
    }
    return stacks;
  }

  private static double weight(List<Collapsed> stacks, String framePrefix) {
    long weight = 0;
    for (Collapsed stack : stacks) {
      if (stack.contains(framePrefix)) {
        weight += stack.weight();
      }
    }
    return weight;
  }

  private static long sum(List<Collapsed> stacks) {
    return stacks.stream().mapToLong(Collapsed::weight).sum();
  }

  private static NativeLibrary bundled() {
    return Objects.requireNonNull(JvmGate.ofThisJvm().library());
  }

  private static Path extractLibrary(Path directory) throws IOException {
    String resource = bundled().resource();
    Path file = directory.resolve(resource.substring(resource.lastIndexOf('/') + 1));
    try (InputStream in =
        Objects.requireNonNull(AsyncProfiler.class.getResourceAsStream(resource))) {
      Files.copy(in, file);
    }
    return file;
  }

  private static boolean mount(String option, Path directory)
      throws IOException, InterruptedException {
    return Files.isExecutable(Path.of("/bin/mount"))
        && succeeds("/bin/mount", "-t", "tmpfs", "-o", option, "tmpfs", directory.toString());
  }

  private static void unmount(boolean mounted, Path directory)
      throws IOException, InterruptedException {
    if (mounted) {
      assertThat(succeeds("/bin/umount", directory.toString())).isTrue();
    }
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("hung: " + String.join(" ", command));
    }
    return process.exitValue() == 0;
  }
}
