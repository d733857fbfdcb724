package io.sonde.agent.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.instrumentation.servlet.JavaxClasses;
import io.sonde.host.steady.SteadyProgram;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import io.sonde.testing.SideBySide;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Sonde allocates for a call after a warm-up: what the same program allocates with it more
 * than without it, and what its probes allocate, in JVMs that remove no allocation by optimising.
 */
class AllocationContractIT {

  private static final List<String> KINDS =
      List.of("drivers", "pools", "clients", "executors", "caches", "resilience");

  /** Of all these kinds. */
  private static final int CALLS = 121;

  /** The JDK from which on there is one more executor. */
  private static final int VIRTUAL_THREADS = 21;

  private static final List<String> SERVERS = List.of("servers");

  /**
   * Kinds each call of which is worked on by threads of several parts of the library, and one whose
   * oldest version would be another library's.
   */
  private static final List<String> CONVERSATIONS =
      List.of("rpc", "reactive", "undertow", "objectpools");

  /** Of these kinds. */
  private static final int CONVERSATION_CALLS = 9;

  /**
   * Calls that several threads work on at the same time: what the library itself allocates differs
   * by more than Sonde's part, so only that is looked at.
   */
  private static final Pattern BY_SEVERAL_THREADS =
      Pattern.compile("clients (.*-async|okhttp|jdk)\\.get|pools C3P0\\..*|servers .*");

  /** What is allocated for a call; nothing for all others. The first that matches counts. */
  private static final List<Allowed> ALLOWED =
      List.of(
          // an entry of a weak table: a weak reference and a link
          new Allowed("drivers .*(create|prepare)QueryClose", 56),
          // an entry and what the driver makes to tell its URL: each lease is another connection
          new Allowed("pools H2.lease", 440),
          new Allowed("pools H2.leaseAndQuery", 440 + 56),
          // what the JDK makes to tell the handler of a dynamic proxy
          new Allowed("pools (TOMCAT_JDBC|VIBUR).lease", 24),
          new Allowed("pools (TOMCAT_JDBC|VIBUR).leaseAndQuery", 24 + 56),
          new Allowed("pools .*.leaseAndQuery", 56),
          // the exchange, and an entry for each object that holds it until its end
          new Allowed("clients connection.get", 88),
          new Allowed("clients okhttp-async.get", 128),
          new Allowed("clients apache4-async.get", 184),
          new Allowed("clients apache5-async.get", 320),
          new Allowed("clients ahc-async.get", 152),
          new Allowed("clients jetty-async.get", 184),
          new Allowed("clients reactor-async.get", 272),
          // the exchange, and what futures are told by
          new Allowed("clients jdk-async.get", 264),
          // what knows the load until its future is complete, and an entry for the future
          new Allowed("caches caffeine-async.load", 80),
          // where the ticket of the request is put that started the thread
          new Allowed("executors VIRTUAL.task", 24),
          // what the server makes to tell the servlet's pattern
          new Allowed("servers tomcat.request", 264),
          new Allowed("servers undertow.request", 80),
          // what knows a call until its end and an entry for the object that has it, on each side
          new Allowed("rpc .*", 208),
          // what knows a request until its response has ended, and an entry for what has it
          new Allowed("reactive .*", 216),
          // the same, and a copy of what its first thread knows when it hands the request over
          new Allowed("undertow handler-blocking.request", 448),
          // what the client makes to tell the partitions of what was polled
          new Allowed("kafka kafka.poll", 120),
          // what the oldest client makes to tell a message's queue, ten times the newest's
          new Allowed("jms jms.(receive|sendAndListen)", 392));

  @TempDir private Path folder;

  static Stream<Arguments> corners() {
    return Libraries.corners();
  }

  @ParameterizedTest
  @MethodSource("corners")
  @SideBySide
  void everyLibrary_callAfterWarmUp_allocatesWhatIsListed(Jdk jdk, Age age) throws IOException {
    Path own = Files.createDirectory(folder.resolve("libraries-" + age + "-" + jdk.feature()));
    String classPath =
        KINDS.stream()
            .map(kind -> Libraries.classPath(kind, age))
            .collect(Collectors.joining(File.pathSeparator));
    assertCosts(jdk, own, classPath, KINDS, CALLS + (jdk.feature() >= VIRTUAL_THREADS ? 1 : 0));
  }

  @ParameterizedTest
  @MethodSource("corners")
  @SideBySide
  void everyServer_requestAfterWarmUp_allocatesWhatIsListed(Jdk jdk, Age age) throws IOException {
    Path own = Files.createDirectory(folder.resolve("servers-" + age + "-" + jdk.feature()));
    assertCosts(jdk, own, serverClassPath(own, age), SERVERS, age == Age.OLDEST ? 2 : 4);
  }

  @ParameterizedTest
  @MethodSource("corners")
  @SideBySide
  void everyConversation_callAfterWarmUp_allocatesWhatIsListed(Jdk jdk, Age age)
      throws IOException {
    Path own = Files.createDirectory(folder.resolve("conversations-" + age));
    String classPath =
        Stream.of("rpc", "webflux", "undertow", "objectpools")
            .map(kind -> Libraries.classPath(kind, age))
            .collect(Collectors.joining(File.pathSeparator));
    assertProbes(jdk, own, classPath, CONVERSATIONS, CONVERSATION_CALLS);
  }

  /**
   * Of calls that several threads work on, only what the probes allocate is looked at.
   *
   * @param own an empty folder, the first of the class path
   * @param kinds as the program takes them
   * @param calls how many the kinds have in all
   */
  static void assertProbes(Jdk jdk, Path own, String classPath, List<String> kinds, int calls)
      throws IOException {
    move(own, "io/sonde/host/steady/MeteredProbe", ProbeAllocations::toHook);
    Map<String, Cost> costs = run(jdk, own, classPath, kinds, true);
    SoftAssertions soft = new SoftAssertions();
    soft.assertThat(costs).hasSize(calls);
    costs.forEach((call, cost) -> assertProbes(soft, call, cost));
    soft.assertAll();
  }

  private static void assertProbes(SoftAssertions soft, String call, Cost cost) {
    soft.assertThat(cost.probeCalls).as("probes of " + call).isPositive();
    soft.assertThat(cost.bytesInProbes)
        .as("probes of " + call)
        .isLessThan(mostBytes(call) + ProbeAllocations.NOISE_BYTES);
  }

  private static void assertCosts(
      Jdk jdk, Path own, String classPath, List<String> kinds, int calls) throws IOException {
    move(own, "io/sonde/host/steady/MeteredProbe", ProbeAllocations::toHook);
    Map<String, Cost> without = run(jdk, own, classPath, kinds, false);
    Map<String, Cost> with = run(jdk, own, classPath, kinds, true);
    SoftAssertions soft = new SoftAssertions();
    soft.assertThat(with).hasSize(calls).hasSameSizeAs(without);
    with.forEach(
        (call, cost) -> {
          assertProbes(soft, call, cost);
          if (!BY_SEVERAL_THREADS.matcher(call).matches()) {
            double more = cost.bytes - without.getOrDefault(call, cost).bytes;
            soft.assertThat(more)
                .as(call)
                .isLessThan(mostBytes(call) + ProbeAllocations.NOISE_BYTES);
          }
        });
    soft.assertAll();
  }

  private static int mostBytes(String call) {
    for (Allowed allowed : ALLOWED) {
      if (call.matches(allowed.calls)) {
        return allowed.bytes;
      }
    }
    return 0;
  }

  private static Map<String, Cost> run(
      Jdk jdk, Path own, String classPath, List<String> kinds, boolean isSondeHere)
      throws IOException {
    Path work = Files.createDirectory(own.resolve(isSondeHere ? "with" : "without"));
    ForkedJvm.Description description =
        ForkedJvm.on(jdk)
            // the compiler that is left removes no allocation
            .jvm("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .jvm("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
            // or the JDK's server takes 40 ms for each response
            .jvm("-Dsun.net.httpserver.nodelay=true")
            // the oldest JBoss Threads wants to see thread-locals
            .jvm("--add-opens=java.base/java.lang=ALL-UNNAMED")
            .jvm("-Dderby.system.home=" + work)
            .in(work.toFile())
            .classPath(own + File.pathSeparator + classPath);
    if (isSondeHere) {
      description.sonde("maxOverheadPercent=0", "profiler.continuous=false");
    }
    String[] arguments =
        Stream.concat(Stream.of(work.toString()), kinds.stream()).toArray(String[]::new);
    try (ForkedJvm jvm = description.run(SteadyProgram.class, arguments)) {
      if (isSondeHere) {
        String ignored = jvm.awaitSonde();
      }
      jvm.writeStdin("begin");
      jvm.awaitStdout(line -> line.equals("done"));
      jvm.writeStdin("end");
      return costs(jvm);
    }
  }

  private static Map<String, Cost> costs(ForkedJvm jvm) {
    Map<String, Cost> costs = new TreeMap<>();
    jvm.stdout()
        .lines()
        .filter(line -> line.startsWith("steady "))
        .map(line -> line.split(" ", -1))
        .forEach(
            words ->
                costs.put(
                    words[1] + ' ' + words[2],
                    new Cost(
                        Double.parseDouble(words[3]),
                        Double.parseDouble(words[4]),
                        Double.parseDouble(words[5]))));
    return costs;
  }

  /** Of the oldest, Tomcat alone runs on every JDK. */
  private static String serverClassPath(Path own, Age age) throws IOException {
    String version = age == Age.OLDEST ? "8.5" : "11.0";
    Stream<String> tomcat;
    try (Stream<Path> files = Files.list(Versions.SERVERS)) {
      tomcat =
          files
              .map(file -> file.toAbsolutePath().toString())
              .filter(file -> file.contains("-" + version + "."))
              .toList()
              .stream();
    }
    String tests = System.getProperty("java.class.path");
    if (age == Age.OLDEST) {
      for (String name : new String[] {"SteadyServlet", "TomcatStart"}) {
        move(own, "io/sonde/host/embedded/" + name, JavaxClasses::of);
      }
      return Stream.concat(Stream.of(programs()), tomcat)
          .collect(Collectors.joining(File.pathSeparator));
    }
    Pattern others =
        Pattern.compile("(jetty|undertow|jboss|wildfly|xnio|smallrye|jakarta|slf4j)[^/]*");
    Stream<String> jars =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(tests)
            .filter(jar -> others.matcher(new File(jar).getName()).matches());
    return Stream.concat(Stream.concat(Stream.of(programs()), tomcat), jars)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The compiled tests. */
  private static String programs() {
    return new File(
            SteadyProgram.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  /** Writes a class of the tests, changed, to where it is found first. */
  private static void move(Path own, String name, UnaryOperator<byte[]> change) throws IOException {
    try (InputStream in =
        AllocationContractIT.class.getClassLoader().getResourceAsStream(name + ".class")) {
      assertThat(in).as(name).isNotNull();
      Path file = own.resolve(name + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, change.apply(in.readAllBytes()));
    }
  }

  /**
   * What a call costs.
   *
   * @param bytes that all threads but Sonde's allocate
   * @param bytesInProbes of them, those in probes
   * @param probeCalls how many probes are called
   */
  private record Cost(double bytes, double bytesInProbes, double probeCalls) {}

  /**
   * What a call may allocate more than without Sonde.
   *
   * @param calls a pattern of them
   */
  private record Allowed(String calls, int bytes) {}
}
