package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Classes that a host loads from a class data archive still come from it, but those rewritten. */
final class ClassDataSharingIT {

  private static final Set<String> REWRITTEN =
      Set.of("java.util.concurrent.ThreadPoolExecutor", CountingPool.class.getName());

  /** The first JDK that makes one in one step. */
  private static final int FIRST_WITH_AOT_CACHE = 25;

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private Path jar(String name, Manifest manifest, Class<?>... types) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Class<?> type : types) {
        String entry = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    return manifest;
  }

  private String emptyAgent() throws IOException {
    Manifest manifest = manifest();
    manifest.getMainAttributes().putValue("Premain-Class", EmptyAgent.class.getName());
    return "-javaagent:" + jar("empty.jar", manifest, EmptyAgent.class);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void archive_underSonde_stillServesAllClassesButTheRewritten(Jdk jdk) throws IOException {
    // a jar, for classes of folders are not archived
    String jar =
        jar("application.jar", manifest(), PoolUser.class, CountingPool.class, EndOfInput.class)
            .toString();
    Path archive = folder.resolve("application.jsa");
    HostRun.on(jdk).with("-XX:ArchiveClassesAtExit=" + archive).main(jar, PoolUser.class).end();
    assertThat(archive).exists();
    String[] options = {
      "-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=warning:stdout:level,tags"
    };

    Path plainLog = folder.resolve("plain.log");
    Outcome plain =
        HostRun.on(jdk)
            .with(options)
            .with(ClassLog.option(plainLog))
            .main(jar, PoolUser.class)
            .end();
    assertThat(plain.exitCode()).isZero();
    // from 21 on, the JVM warns of its own archive under any agent, for java.instrument is added
    Outcome empty =
        HostRun.on(jdk).with(options).with(emptyAgent()).main(jar, PoolUser.class).end();
    Path agentLog = folder.resolve("agent.log");
    AtomicLong instrumented = new AtomicLong();
    HostRun.on(jdk)
        .with(options)
        .with(ClassLog.option(agentLog), HostRun.agent())
        .main(jar, PoolUser.class)
        .endAfterSondeLine(
            line ->
                instrumented.set(
                    (long) Exposition.of(HostRun.address(line)).sum("sonde_instrumented_classes")))
        .assertSameHostAs(empty);

    assertServed(plainLog, agentLog, instrumented.get());
    assertThat(ClassLog.read(agentLog).byName().get(CountingPool.class.getName()).isFromArchive())
        .isFalse();
  }

  /** The JVM takes no such cache under an agent unless it was made with the agents' module. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("jdksWithAotCache")
  void aotCache_madeWithTheModuleOfAgents_stillServesAllClasses(Jdk jdk) throws IOException {
    String jar =
        jar("application.jar", manifest(), PoolUser.class, CountingPool.class, EndOfInput.class)
            .toString();
    Path cache = folder.resolve("application.aot");
    HostRun.on(jdk)
        .with("-XX:AOTCacheOutput=" + cache, "--add-modules=java.instrument", "-Xlog:disable")
        .main(jar, PoolUser.class)
        .end();
    assertThat(cache).exists();
    String[] options = {
      "-XX:AOTMode=on",
      "-XX:AOTCache=" + cache,
      "-Xlog:disable",
      "-Xlog:all=warning:stdout:level,tags"
    };

    Path plainLog = folder.resolve("plain.log");
    Outcome plain =
        HostRun.on(jdk)
            .with(options)
            .with("--add-modules=java.instrument", ClassLog.option(plainLog))
            .main(jar, PoolUser.class)
            .end();
    assertThat(plain.exitCode()).isZero();
    Path agentLog = folder.resolve("agent.log");
    AtomicLong instrumented = new AtomicLong();
    HostRun.on(jdk)
        .with(options)
        .with(ClassLog.option(agentLog), HostRun.agent())
        .main(jar, PoolUser.class)
        .endAfterSondeLine(
            line ->
                instrumented.set(
                    (long) Exposition.of(HostRun.address(line)).sum("sonde_instrumented_classes")))
        .assertSameHostAs(plain);

    assertServed(plainLog, agentLog, instrumented.get());
  }

  static List<Jdk> jdksWithAotCache() {
    return Jdk.all().stream().filter(jdk -> jdk.feature() >= FIRST_WITH_AOT_CACHE).toList();
  }

  /** All classes that came from the archive still do, but those that were rewritten. */
  private static void assertServed(Path plainLog, Path agentLog, long instrumented)
      throws IOException {
    Map<String, ClassLog.Load> with = ClassLog.read(agentLog).byName();
    Set<String> lost = new TreeSet<>();
    int kept = 0;
    for (ClassLog.Load load : ClassLog.read(plainLog).loads()) {
      ClassLog.Load same = with.get(load.name());
      // a class without a stable name or one that was not needed tells nothing
      if (load.isFromArchive() && same != null) {
        if (same.isFromArchive()) {
          kept++;
        } else {
          lost.add(load.name());
        }
      }
    }
    assertThat(with.get(PoolUser.class.getName()).isFromArchive()).isTrue();
    assertThat(kept).isGreaterThan(400);
    assertThat(instrumented).isGreaterThanOrEqualTo(REWRITTEN.size());
    assertThat(lost).isSubsetOf(REWRITTEN).hasSizeLessThanOrEqualTo((int) instrumented);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void strictJvm_underQuietSonde_printsNothing(Jdk jdk) {
    Outcome plain = HostRun.on(jdk).main(PoolUser.class).end();
    HostRun agent = HostRun.on(jdk).with("-Xlog:disable", "-Xlog:all=warning");
    if (jdk.feature() >= 24) {
      agent.with("--illegal-native-access=deny", "--sun-misc-unsafe-memory-access=deny");
    }
    Path discovery = folder.resolve("sonde");
    Outcome outcome =
        agent
            .with(HostRun.agent("quiet=true", "directory=" + discovery))
            .main(PoolUser.class)
            .endAfter(() -> hasEntry(discovery));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.stdout()).isEqualTo(plain.stdout());
    assertThat(outcome.stderr()).isEmpty();
  }

  /** Sonde's last step of the start is the file that says where it listens. */
  private static boolean hasEntry(Path discovery) throws IOException {
    if (!Files.isDirectory(discovery)) {
      return false;
    }
    try (var files = Files.list(discovery)) {
      return files.anyMatch(file -> file.toString().endsWith(".properties"));
    }
  }
}
