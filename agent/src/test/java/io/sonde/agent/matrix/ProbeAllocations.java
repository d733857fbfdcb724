package io.sonde.agent.matrix;

import io.sonde.host.steady.ProbeMeter;
import io.sonde.testing.ForkedJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.SimpleRemapper;
import org.assertj.core.api.SoftAssertions;

/**
 * What Sonde's probes allocate for a call to a server in a JVM of its own, which removes no
 * allocation by optimising. A second agent stands before the probes from the first look on: after
 * everything else that a test asserts.
 */
final class ProbeAllocations {

  /** What is not proportional to the calls, for each of them; the smallest object has 16. */
  static final double NOISE_BYTES = 8;

  /** Package of the agent's classes, for those of the tests may be on the program's class path. */
  private static final String AGENT = "probemeter.";

  private static final Map<String, String> OWN =
      Map.of(
          "io/sonde/host/steady/ProbeMeter", "probemeter/ProbeMeter",
          "io/sonde/host/steady/MeteredProbe", "probemeter/MeteredProbe");

  private static final int WARM_UP_CALLS = 60;

  /** Until one of them shows no more than is allowed: what else goes on is not in all of them. */
  private static final int MAX_ROUNDS = 20;

  private static final int ROUND_CALLS = 20;
  private static final int MAX_LOOKS = 100;
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  private final ForkedJvm jvm;

  ProbeAllocations(ForkedJvm jvm) {
    this.jvm = jvm;
  }

  /** A call, and what it is called. */
  record Call(String name, Work work) {}

  /** What is done again and again. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * The option for the JVM.
   *
   * @param folder for the agent's jar
   */
  static String option(Path folder) throws IOException {
    Path jar = folder.resolve("probe-meter.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", AGENT + "ProbeMeter");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (String name : List.of("ProbeMeter", "MeteredProbe")) {
        out.putNextEntry(new ZipEntry(AGENT.replace('.', '/') + name + ".class"));
        try (InputStream in = ProbeMeter.class.getResourceAsStream(name + ".class")) {
          out.write(renamed(in.readAllBytes(), OWN));
        }
        out.closeEntry();
      }
    }
    return "-javaagent:" + jar;
  }

  /** A class that uses the hook by the name that it has at run time. */
  static byte[] toHook(byte[] bytes) {
    return renamed(bytes, Map.of());
  }

  private static byte[] renamed(byte[] bytes, Map<String, String> more) {
    Map<String, String> names = new HashMap<>(more);
    names.put("io/sonde/bootstrap/SondeProbe", "java/lang/SondeProbe");
    names.put("io/sonde/bootstrap/SondeHook", "java/lang/SondeHook");
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes)
        .accept(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, names)), 0);
    return writer.toByteArray();
  }

  /**
   * That a call is measured at all and allocates no more than is allowed.
   *
   * @param allowed bytes by patterns of names, the first that matches counts; nothing for all
   *     others
   */
  void assertAllowed(SoftAssertions soft, Map<String, Integer> allowed, Call call)
      throws Exception {
    int most =
        allowed.entrySet().stream()
            .filter(entry -> call.name.matches(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(0);
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      call.work.run();
    }
    double least = Double.MAX_VALUE;
    double probes = 0;
    for (int round = 0; round < MAX_ROUNDS && least >= most + NOISE_BYTES; round++) {
      long[] before = settled();
      for (int i = 0; i < ROUND_CALLS; i++) {
        call.work.run();
      }
      long[] after = settled();
      least = Math.min(least, (double) (after[0] - before[0]) / ROUND_CALLS);
      probes = (double) (after[1] - before[1]) / ROUND_CALLS;
    }
    soft.assertThat(probes).as("probes of " + call.name).isPositive();
    soft.assertThat(least).as("bytes of " + call.name).isLessThan(most + NOISE_BYTES);
  }

  /** Bytes and calls of probes, as soon as two looks in a row say the same of the calls. */
  private long[] settled() throws IOException {
    long[] last = read();
    for (int look = 0; look < MAX_LOOKS; look++) {
      LockSupport.parkNanos(LOOK_NANOS);
      long[] now = read();
      if (now[1] == last[1]) {
        return now;
      }
      last = now;
    }
    return last;
  }

  private long[] read() throws IOException {
    int port = Integer.parseInt(jvm.after(ProbeMeter.WORD).get(0));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String[] words = answer.split(" ", -1);
      return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    }
  }
}
