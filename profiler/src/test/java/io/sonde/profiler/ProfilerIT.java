package io.sonde.profiler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.ByteArrayOutputStream;
import java.io.File;
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
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import one.convert.Arguments;
import one.convert.FlameGraph;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;
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

  /** The first JDK that samples by CPU time itself. */
  private static final int CPU_TIME_EVENTS = 25;

  /** The first JDK on which loading native code is restricted. */
  private static final int RESTRICTED = 24;

  private static final String WITHOUT_PRIVILEGES =
      "exec setpriv --bounding-set -all --inh-caps -all";

  private static final String MANAGEMENT = "com.sun.management.internal";

  private final Path temp;

  ProfilerIT(@TempDir Path temp) {
    this.temp = temp;
  }

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  static Stream<Jdk> restrictedJdks() {
    return Jdk.all().stream().filter(jdk -> jdk.feature() >= RESTRICTED);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_knownWork_showsTheTrueShares(Jdk jdk) throws Exception {
    checkTruth(jdk);
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("restrictedJdks")
  void capture_nativeAccessDenied_isLoadedAllTheSame(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk).flag("--illegal-native-access=deny"), "attempt", work());

    assertClean(result);
    assertThat(facts())
        .containsEntry("state", "READY")
        .containsEntry("reason", "loaded as JVMTI agent");
  }

  private void checkTruth(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk).flag("-Ddb.password=" + SECRET), "truth", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(facts)
        .containsEntry("mappedBefore", "false")
        .containsEntry("stateBefore", "UNTRIED")
        .containsEntry("mappedAfter", "true")
        .containsEntry(
            "route",
            jdk.feature() >= RESTRICTED ? "loaded as JVMTI agent" : "loaded with System.load");
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
    assertThat(number(facts, "allocSamples")).isGreaterThan(500);
    checkAllocShares(facts, SHARE_ERROR, TOTAL_ERROR);
  }

  private void checkAllocShares(Properties facts, double shareError, double totalError)
      throws IOException {
    List<Collapsed> stacks = collapsed("alloc.collapsed");
    long[] truth = truth(facts, "alloc", 2);
    double all = weight(stacks, WORK);
    assertShare(weight(stacks, WORK + ".allocateSmall") / all, truth, 0, shareError);
    assertShare(weight(stacks, WORK + ".allocateLarge") / all, truth, 1, shareError);
    assertThat(all / (truth[0] + truth[1]))
        .as("estimated bytes over the program's own")
        .isCloseTo(1, within(totalError));
    assertThat(stacks)
        .filteredOn(stack -> stack.contains(WORK + ".allocate"))
        .allMatch(stack -> stack.frames().get(stack.frames().size() - 1).equals("byte[]"));
  }

  private static void assertShare(double actual, long[] truth, int index) {
    assertShare(actual, truth, index, SHARE_ERROR);
  }

  private static void assertShare(double actual, long[] truth, int index, double error) {
    long all = 0;
    for (long part : truth) {
      all += part;
    }
    assertThat(actual).isCloseTo((double) truth[index] / all, within(error));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_knownWaitsAndLeak_showsTheTrueShares(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk), "waits", work());

    assertClean(result);
    checkLocks(facts(), SHARE_ERROR);
    List<Collapsed> wall = collapsed("wall.collapsed");
    double sleeping = weight(wall, WORK + ".sleep");
    long[] truth = truth(facts(), "wall", 2);
    assertShare(weight(wall, WORK + ".sleepLong") / sleeping, truth, 0);
    List<Collapsed> live = collapsed("live.collapsed");
    double leaked = weight(live, WORK + ".leak");
    for (String other : List.of("churnOne", "churnTwo", "churnThree")) {
      assertThat(weight(live, WORK + "." + other)).as(other).isLessThan(leaked / 4);
    }
    assertThat(leaked / sum(live)).isGreaterThan(0.5);
  }

  private void checkLocks(Properties facts, double error) throws IOException {
    List<Collapsed> stacks = collapsed("lock.collapsed");
    long[] truth = truth(facts, "lock", 2);
    double all = weight(stacks, WORK + ".wait");
    assertShare(weight(stacks, WORK + ".waitLong") / all, truth, 0, error);
    assertShare(weight(stacks, WORK + ".waitShort") / all, truth, 1, error);
    assertThat(all / (truth[0] + truth[1]))
        .as("waiting seen over the program's own")
        .isCloseTo(1, within(TOTAL_ERROR));
    assertThat(stacks)
        .filteredOn(stack -> stack.contains(WORK + ".waitLong"))
        .allMatch(stack -> stack.last().equals(WORK + "$LongLock"));
    assertThat(stacks)
        .filteredOn(stack -> stack.contains(WORK + ".waitShort"))
        .allMatch(stack -> stack.last().startsWith("java/util/concurrent/locks/ReentrantLock$"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_withTheFlightRecorder_showsTheTrueShares(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk), "flight-recorder", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(facts.getProperty("cpuEngine"))
        .isEqualTo(
            jdk.feature() >= CPU_TIME_EVENTS
                ? "JDK Flight Recorder (CPU time)"
                : "JDK Flight Recorder");
    checkCpuShares(facts);
    // Stated bias: large objects stand for much of what was allocated before them.
    checkAllocShares(facts, 0.30, 0.25);
    checkLocks(facts, SHARE_ERROR);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void capture_withThreadDumps_showsTheTrueSharesRoughly(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk), "thread-dumps", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(facts).containsEntry("cpuEngine", "thread dumps");
    List<Collapsed> stacks = collapsed("cpu.collapsed");
    long[] truth = truth(facts, "cpu", 3);
    double all = weight(stacks, WORK);
    // Stated bias: a tick is credited to where the thread stands at its end.
    assertShare(weight(stacks, WORK + ".burnSix") / all, truth, 0, 0.12);
    assertThat(all / (truth[0] + truth[1] + truth[2])).isCloseTo(1, within(TOTAL_ERROR));
    List<Collapsed> locks = collapsed("lock.collapsed");
    double waiting = weight(locks, WORK + ".wait");
    assertShare(weight(locks, WORK + ".waitLong") / waiting, truth(facts, "lock", 2), 0, 0.12);
  }

  private void checkCpuShares(Properties facts) throws IOException {
    List<Collapsed> stacks = collapsed("cpu.collapsed");
    long[] truth = truth(facts, "cpu", 3);
    double all = weight(stacks, WORK);
    // A tick of 10 ms in 5 s: 500 samples have a standard error of two points.
    assertShare(weight(stacks, WORK + ".burnSix") / all, truth, 0, 0.06);
    assertShare(weight(stacks, WORK + ".burnThree") / all, truth, 1, 0.06);
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void formats_eachOfThem_isReadByTheToolItIsFor(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk).flag("-Ddb.password=" + SECRET), "formats", work());

    assertClean(result);
    for (String file : List.of("jfr", "recorder.jfr")) {
      Path recording = temp.resolve("results").resolve(file);
      Set<String> methods = new HashSet<>();
      for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
        if (event.getStackTrace() != null) {
          event.getStackTrace().getFrames().forEach(f -> methods.add(f.getMethod().getName()));
        }
      }
      assertThat(methods).as(file).contains("allocateSmall", "allocateLarge");
      assertThat(new String(Files.readAllBytes(recording), ISO_8859_1)).doesNotContain(SECRET);
    }
    PprofFile pprof = PprofFile.read(Files.readAllBytes(temp.resolve("results/pprof")));
    assertThat(pprof.sampleTypes()).containsExactly("alloc_samples/count", "alloc_space/bytes");
    assertThat(pprof.sum(0)).isEqualTo(number(facts(), "pprof"));
    String name = WORK.replace('/', '.');
    double all = pprof.sum(1);
    assertThat(pprof.sum(1, name + ".allocateSmall") / all).isCloseTo(0.75, within(0.1));
    assertThat(pprof.leaves()).contains("byte[]");
    assertThat(read("heatmap")).startsWith("<!DOCTYPE html>").doesNotContain(SECRET);
    assertThat(read("hotspots"))
        .startsWith("{\"event\":\"alloc\"")
        .contains("\"class\":\"byte[]\"")
        .contains("\"method\":\"" + name + ".allocateSmall\"");
    assertThat(read("report"))
        .startsWith("<!DOCTYPE html>")
        .contains(name + ".allocateSmall")
        .doesNotContain("<script");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void continuous_slicesAndDifference_showWhatHappenedWhen(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk), "continuous", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(facts)
        .containsEntry("state", "RUNNING")
        .containsEntry("reason", "async-profiler 4.5")
        .containsEntry("cpuEngine", "async-profiler 4.5 (ctimer)");
    assertThat(number(facts, "captured")).isPositive();
    assertThat(number(facts, "sizeBytes")).isBetween(1_000L, 4_000_000L);
    List<Collapsed> cpu = collapsed("cpu.collapsed");
    double all = weight(cpu, WORK);
    assertThat(weight(cpu, WORK + ".burnSix") / all).isCloseTo(0.6, within(0.15));
    List<Collapsed> alloc = collapsed("alloc.collapsed");
    double small = weight(alloc, WORK + ".allocateSmall");
    assertThat(small / weight(alloc, WORK))
        .as("of %s samples", facts.getProperty("allocSamples"))
        .isCloseTo(0.75, within(0.1));
    assertThat(read("difference.hotspots"))
        .contains("{\"name\":\"" + WORK.replace('/', '.') + ".burn\",\"basePerSecond\":0,");
    assertThat(unpackedText(read("difference.html"))).contains(WORK + ".burn");
    assertThat(read("difference.html")).doesNotContain("maxdiff = -1");
    assertThat(read("difference.report")).contains(WORK.replace('/', '.') + ".burn");
    assertThat(facts.getProperty("nothing")).contains("no cpu samples of that time; kept is");
    // only if asked for: see ProfilerOptions
    assertThat(facts.getProperty("noLocks")).contains("no lock samples of that time; kept is");
    List<Collapsed> locks = collapsed("lock.collapsed");
    double waiting = weight(locks, WORK + ".wait");
    assertThat(waiting / sum(locks)).isGreaterThan(0.9);
    assertThat(weight(locks, WORK + ".waitLong") / waiting).isBetween(0.6, 0.95);
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void routes_samplesOfEach_areItsOwnThroughAHandOffToo(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk), "routes", work());

    assertClean(result);
    List<Collapsed> six = collapsed("six.collapsed");
    List<Collapsed> three = collapsed("three.collapsed");
    assertThat(sum(six)).isGreaterThan(20);
    assertThat(sum(three)).isGreaterThan(10);
    assertThat(weight(six, WORK + ".burnSix") / sum(six)).isGreaterThan(0.95);
    assertThat(weight(three, WORK + ".burnThree") / sum(three)).isGreaterThan(0.95);
    assertThat(read("hotspots")).contains("\"route\":\"GET /six\"");
    assertThat(facts()).containsEntry("overwritten", "0");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void load_beforeTheApplicationSetsALogManager_leavesItTheChoice(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk), "late-log-manager", work());

    assertClean(result);
    assertThat(facts())
        .containsEntry("engine", "async-profiler 4.5")
        .containsEntry("logManager", "io.sonde.profiler.ProfiledProgram$LateLogManager");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void sessions_twoHundredInARow_leaveNoDescriptorThreadFileOrMemory(Jdk jdk) throws Exception {
    // A heap that is there from the beginning is no growth.
    Launch jvm = jvm(jdk).flag("-Xms256m").flag("-XX:+AlwaysPreTouch");
    Result result = run(jvm.flag("-Ddb.password=" + SECRET), "cycles", work());

    assertClean(result);
    Properties facts = facts();
    assertThat(number(facts, "threads")).isGreaterThan(ProfiledProgram.IDLE_THREADS);
    assertThat(number(facts, "descriptorsAfter"))
        .isLessThanOrEqualTo(number(facts, "descriptorsBefore"));
    assertThat(facts)
        .containsEntry("libraryThreadsAfter", "0")
        .containsEntry("recordings", "200")
        .containsEntry("recordingsWithSecret", "0");
    long smallestGrowthKib = Long.MAX_VALUE;
    for (int block = 1; block <= ProfiledProgram.CYCLE_BLOCKS; block++) {
      long growthKib =
          number(facts, "residentKib" + block) - number(facts, "residentKib" + (block - 1));
      smallestGrowthKib = Math.min(smallestGrowthKib, growthKib);
    }
    // Library and compiler grow in steps now and then; 128 KiB a session would be 4.4 MiB each
    // time.
    assertThat(smallestGrowthKib).as(facts.toString()).isLessThan(4 * 1024);
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void capture_busyInterruptedAndClosed_saysSoAndRecovers(Jdk jdk) throws Exception {
    Result result = run(jvm(jdk), "lifecycle", work());

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

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void capture_foreignSessionRuns_isRefusedAndThatSessionSurvives(Jdk jdk) throws Exception {
    Path library = extractLibrary(Files.createDirectory(temp.resolve("theirs")));
    Path theirs = temp.resolve("theirs.collapsed");
    Launch jvm =
        jvm(jdk)
            .flag(
                "-agentpath:"
                    + library
                    + "=start,event=cpu,interval=1ms,quiet,loglevel=none,collapsed,file="
                    + theirs);
    Result result = run(jvm, "foreign", work());

    assertClean(result);
    assertThat(facts())
        .containsEntry("state", "UNAVAILABLE")
        .containsEntry("taken", "JDK Flight Recorder")
        .containsEntry("mappedAfter", "false");
    assertThat(facts().getProperty("reason"))
        .contains("another async-profiler")
        .contains(library.toString());
    String profile = Files.readString(theirs);
    assertThat(profile)
        .as("their session ran before our attempt, and after it to the end")
        .contains("ProfiledProgram.burnBefore")
        .contains("ProfiledProgram.burnAfter");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void capture_damagedLibrary_isNotLoaded(Jdk jdk) throws Exception {
    Path libs = Files.createDirectories(temp.resolve("damaged").resolve("libs"));
    Path library = extractLibrary(libs);
    byte[] bytes = Files.readAllBytes(library);
    bytes[bytes.length / 2] ^= 1;
    Files.write(library, bytes);
    Result result = run(jvm(jdk).classPathFirst(temp.resolve("damaged")), "attempt", work());

    assertClean(result);
    assertThat(facts()).containsEntry("state", "UNAVAILABLE").containsEntry("mappedAfter", "false");
    assertThat(facts().getProperty("reason"))
        .contains(bundled().sha256())
        .contains("it is not loaded");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void capture_firstDirectoriesUnusable_takesTheNext(Jdk jdk) throws Exception {
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
      Result result = run(jvm(jdk), "attempt", candidates.toArray(Path[]::new));

      assertClean(result);
      assertThat(facts())
          .containsEntry("failure", "none: text/plain; charset=utf-8")
          .containsEntry("state", "READY");
      assertThat(noexec).isEmptyDirectory();
      candidates.remove(work());
      assertClean(run(jvm(jdk), "attempt", candidates.toArray(Path[]::new)));
      assertThat(facts())
          .containsEntry("state", "UNAVAILABLE")
          .containsEntry("taken", "JDK Flight Recorder")
          .containsEntry("mappedAfter", "false");
      if (mountedNoexec) {
        assertThat(facts().getProperty("reason"))
            .contains(noexec + ": failed to map segment")
            .contains("name a directory that is writable and not mounted noexec");
      }
    } finally {
      unmount(mountedNoexec, noexec);
      unmount(mountedReadOnly, readOnly);
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void capture_perfEventsDenied_takesTheThreadTimers(Jdk jdk) throws Exception {
    // Only a privileged user can give privileges up; for others the kernel decides.
    boolean isDenied = succeeds("/bin/sh", "-c", WITHOUT_PRIVILEGES + " true");
    Launch jvm = isDenied ? jvm(jdk).through(WITHOUT_PRIVILEGES) : jvm(jdk);
    // Something to sample: the capture of an idle program has no timer in it.
    Result result = run(jvm, "busy-attempt", work());

    assertClean(result);
    assertThat(facts()).containsEntry("state", "READY");
    assertThat(facts().getProperty("sampledBy"))
        .matches(
            isDenied
                ? "async-profiler 4\\.5 \\(ctimer\\)"
                : "async-profiler 4\\.5 \\((perf_events|ctimer|itimer)\\)");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void capture_nothingWritableAndNoHome_fallsBackToThreadDumpsAndNamesTheRemedy(Jdk jdk)
      throws Exception {
    Path results = temp.resolve("results");
    // Mounting needs a privileged user; without one the JVM is only shown folders that are missing.
    String readOnly =
        "exec unshare -m sh -c 'mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind /"
            + " && for folder in /tmp /var/tmp; do ! mountpoint -q $folder"
            + " || mount -o remount,ro,bind $folder || exit 1; done; exec env -u HOME \"$@\"' "
            + results;
    Files.createDirectories(results);
    boolean isReadOnly = succeeds("/bin/sh", "-c", readOnly + " true");
    Launch jvm = jvm(jdk).flag("-Duser.home=/nonexistent");
    jvm = isReadOnly ? jvm.through(readOnly) : jvm.flag("-Djava.io.tmpdir=/nonexistent");
    Path missing = temp.resolve("missing");
    Result result = run(jvm, "attempt", isReadOnly ? work() : missing, missing);

    assertClean(result);
    assertThat(facts())
        .containsEntry("failure", "none: text/plain; charset=utf-8")
        .containsEntry("state", "UNAVAILABLE")
        .containsEntry("sampledBy", "thread dumps")
        .containsEntry("taken", "thread dumps")
        .containsEntry("mappedAfter", "false");
    assertThat(facts().getProperty("reason"))
        .contains(isReadOnly ? work() + ": Read-only file system" : "NoSuchFileException")
        .endsWith("; name a directory that is writable and not mounted noexec");
    assertThat(facts().getProperty("passedOver"))
        .contains("async-profiler 4.5")
        .contains("the flight recorder does not start");
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("restrictedJdks")
  void capture_loadingForbidden_fallsBackSilentlyAndNamesTheRemedy(Jdk jdk) throws Exception {
    for (Launch jvm : List.of(jvm(jdk).flag("-XX:-EnableDynamicAgentLoading"), jvm(jdk).closed())) {
      Result result = run(jvm, "attempt", work());

      assertClean(result);
      assertThat(facts())
          .containsEntry("state", "UNAVAILABLE")
          .containsEntry("taken", "JDK Flight Recorder");
      assertThat(facts().getProperty("reason"))
          .contains("native access is not enabled")
          .contains("--enable-native-access=ALL-UNNAMED");
    }
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void exit_duringACapture_isSilentAndLeavesNoFile(Jdk jdk) throws Exception {
    assertClean(run(jvm(jdk), "exit", work()));
  }

  @SideBySide
  @ParameterizedTest
  @MethodSource("jdks")
  void halt_duringACapture_isSilentAndLeavesNoFile(Jdk jdk) throws Exception {
    assertClean(run(jvm(jdk), "halt", work()));
  }

  private Launch jvm(Jdk jdk) {
    return new Launch(jdk);
  }

  private Path work() {
    return temp.resolve("work");
  }

  private Result run(Launch jvm, String scenario, Path... candidates)
      throws IOException, InterruptedException {
    Files.createDirectories(work());
    Files.createDirectories(temp.resolve("results"));
    List<String> arguments = new ArrayList<>();
    arguments.add(scenario);
    arguments.add(temp.resolve("results").toString());
    for (Path candidate : candidates) {
      arguments.add(candidate.toString());
    }
    try (ForkedJvm forked =
        described(jvm)
            .jvm("-Xmx256m")
            .jvm(jvm.flags.toArray(String[]::new))
            .classPath(jvm.classPath)
            .in(temp.toFile())
            .run(ProfiledProgram.class, arguments.toArray(String[]::new))) {
      int exitCode = forked.awaitExit();
      return new Result(exitCode, forked.stdout(), forked.stderr());
    }
  }

  private static ForkedJvm.Description described(Launch jvm) {
    ForkedJvm.Description description = ForkedJvm.on(jvm.jdk);
    return jvm.wrapper == null
        ? description
        : description
            .launcher("/bin/sh")
            .jvm("-c", jvm.wrapper + " \"$@\"", "sh", jvm.jdk.java().toString());
  }

  /** What a finished program left. */
  private record Result(int exitCode, String out, String err) {}

  /** A JVM that is about to start; the package is opened to it as an agent does. */
  private static final class Launch {

    private final Jdk jdk;
    private final List<String> flags =
        new ArrayList<>(List.of("--add-opens=jdk.management/" + MANAGEMENT + "=ALL-UNNAMED"));
    private String classPath = System.getProperty("java.class.path");
    private @Nullable String wrapper;

    Launch(Jdk jdk) {
      this.jdk = jdk;
    }

    Launch flag(String flag) {
      flags.add(flag);
      return this;
    }

    Launch closed() {
      flags.remove(0);
      return this;
    }

    /** Starts the JVM by a command of the shell that runs its arguments. */
    Launch through(String command) {
      wrapper = command;
      return this;
    }

    Launch classPathFirst(Path entry) {
      classPath = entry + File.pathSeparator + classPath;
      return this;
    }
  }

  /** The program ended as if nobody had profiled it. */
  private void assertClean(Result result) {
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
    return unpackedText(read(name));
  }

  private static String unpackedText(String page) throws IOException {
    FlameGraph graph = new FlameGraph(new Arguments("--output", "collapsed"));
    graph.parseHtml(new StringReader(page));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    graph.dump(out);
    return out.toString(UTF_8);
  }

  /** A line of collapsed stacks, root first. */
  private record Collapsed(List<String> frames, long weight) {

    String last() {
      return frames.get(frames.size() - 1);
    }

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
