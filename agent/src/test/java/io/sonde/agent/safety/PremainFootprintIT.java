package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What classes Sonde makes a host load before {@code main}, and which it never initialises. */
final class PremainFootprintIT {

  /** What a host wants to be first at, or what is slow: nothing of it on the host's main thread. */
  private static final Pattern FORBIDDEN_IN_PREMAIN =
      Pattern.compile(
          "java\\.util\\.logging\\..*|sun\\.util\\.logging\\..*|jdk\\.internal\\.logger\\..*"
              + "|java\\.lang\\.System\\$Logger.*"
              + "|javax\\.management\\..*|java\\.lang\\.management\\..*|com\\.sun\\.jmx\\..*"
              + "|sun\\.management\\..*"
              + "|java\\.nio\\.file\\..*|sun\\.nio\\.fs\\..*|sun\\.nio\\.ch\\..*"
              + "|java\\.security\\..*|sun\\.security\\..*|javax\\.crypto\\..*|javax\\.net\\..*"
              + "|java\\.util\\.(UUID|ServiceLoader|ResourceBundle|Random|Timer|Formatter)(\\$.*)?"
              + "|java\\.net\\.Inet.*|java\\.net\\.Socket.*|java\\.net\\.http\\..*"
              + "|java\\.util\\.(regex|stream)\\..*|java\\.time\\..*|java\\.text\\..*"
              + "|net\\.bytebuddy\\..*");

  /** What premain needs: our own, the JVM's instrumentation and plain parts of java.base. */
  private static final Pattern NEEDED_IN_PREMAIN =
      Pattern.compile(
          "io\\.sonde\\..*|io\\.micrometer\\.core\\.instrument\\.MeterRegistry"
              + "|java\\.lang\\.Sonde(Hook|Probe)"
              + "|java\\.lang\\.instrument\\..*|sun\\.instrument\\..*"
              + "|java\\.lang\\.invoke\\..*|java\\.lang\\.reflect\\..*|jdk\\.internal\\.reflect\\..*"
              + "|jdk\\.internal\\.access\\..*|java\\.lang\\.classfile\\..*"
              + "|jdk\\.internal\\.classfile\\..*|jdk\\.internal\\.org\\.objectweb\\.asm\\..*"
              + "|java\\.lang\\.(Module|WeakPairMap|ProcessEnvironment|ProcessImpl|Process)(\\$.*)?"
              + "|java\\.lang\\.\\w+(Error|Exception)"
              // loads a native library: later, another thread's loading might be in its way
              + "|jdk\\.internal\\.jimage\\.NativeImageBuffer(\\$1)?"
              + "|java\\.io\\.\\w+|java\\.net\\.UR\\w+(\\$.*)?|java\\.util\\.zip\\..*"
              + "|java\\.nio\\.charset\\..*|sun\\.nio\\.cs\\..*"
              + "|java\\.util\\.(concurrent|function)\\..*|java\\.util\\.[A-Z]\\w*(\\$.*)?");

  /** Initialised by the host or not at all: it may have settings for them that come from main. */
  private static final Pattern NEVER_INITIALISED =
      Pattern.compile(
          "java\\.util\\.logging\\.LogManager(\\$.*)?"
              + "|javax\\.management\\.MBeanServerFactory|com\\.sun\\.jmx\\.mbeanserver\\.(JmxMBeanServer|Repository)"
              + "|sun\\.security\\.jca\\.Providers|java\\.security\\.(SecureRandom|MessageDigest)"
              + "|java\\.util\\.UUID|javax\\.net\\.ssl\\.SSLContext");

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  private ClassLog plain(Jdk jdk) throws IOException {
    Path log = folder.resolve("plain.log");
    Outcome outcome = HostRun.on(jdk).with(ClassLog.option(log)).main(Greeter.class, "7").end();
    assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(7);
    return ClassLog.read(log);
  }

  private ClassLog agent(Jdk jdk) throws IOException {
    Path log = folder.resolve("agent.log");
    Outcome outcome =
        HostRun.on(jdk)
            .with(ClassLog.option(log), HostRun.agent("directory=" + folder.resolve("sonde")))
            .main(Greeter.class, "7")
            .endAfterSondeLine(
                line -> {
                  Exposition metrics = Exposition.of(HostRun.address(line));
                  assertThat(metrics.value("sonde_build_info")).isEqualTo(1);
                });
    assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(7);
    return ClassLog.read(log);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void premain_onTheMainThread_loadsWhatItNeedsOnly(Jdk jdk) throws IOException {
    Set<String> caused =
        new TreeSet<>(
            agent(jdk).between("io.sonde.agent.launch.SondeAgent", Greeter.class.getName()));
    caused.removeAll(plain(jdk).names());
    assertThat(caused).contains("java.lang.SondeHook");
    assertThat(matching(FORBIDDEN_IN_PREMAIN, caused)).isEmpty();
    caused.removeAll(matching(NEEDED_IN_PREMAIN, caused));
    assertThat(caused).as("what no pattern of this test explains").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void wholeStart_andAScrape_initialiseNothingTheHostMayWantFirst(Jdk jdk) throws IOException {
    ClassLog agent = agent(jdk);
    Set<String> caused = new TreeSet<>(agent.initialised());
    assertThat(caused).contains("java.lang.SondeHook", "com.sun.net.httpserver.HttpServer");
    caused.removeAll(plain(jdk).initialised());
    assertThat(matching(NEVER_INITIALISED, caused)).isEmpty();
  }

  private static List<String> matching(Pattern pattern, Set<String> names) {
    return names.stream().filter(name -> pattern.matcher(name).matches()).toList();
  }
}
