package io.sonde.testapp.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A second Java agent, behind Sonde: has Sonde's hook pause and go on, so that one warm JVM can be
 * measured with and without probes. Woven code stays in place; calls under way are measured to
 * their end.
 *
 * <p>Lines on the standard input are commands: {@code on}, {@code off}; each is answered.
 */
public final class ProbeSwitch {

  private ProbeSwitch() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    Thread thread = new Thread(ProbeSwitch::obey, "probe-switch");
    thread.setDaemon(true);
    thread.start();
  }

  private static void obey() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        turn(line.equals("on"));
        System.out.println("switched " + line);
      }
    } catch (IOException | ReflectiveOperationException e) {
      System.out.println("switch failed: " + e);
    }
  }

  /** Has the hook pass calls on to the probes, or not. */
  static void turn(boolean on) throws ReflectiveOperationException {
    Method pause =
        Class.forName("java.lang.SondeHook", true, null).getMethod("pause", boolean.class);
    pause.invoke(null, !on);
  }
}
