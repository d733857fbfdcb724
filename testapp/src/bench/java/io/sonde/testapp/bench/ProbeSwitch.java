package io.sonde.testapp.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A second Java agent, behind Sonde: takes the probes out of Sonde's hook and puts them back, so
 * that one warm JVM can be measured with and without them. Woven code stays in place.
 *
 * <p>Lines on the standard input are commands: {@code on}, {@code off}; each is answered.
 */
public final class ProbeSwitch {

  private static @Nullable Instrumentation instrumentation;
  private static Object @Nullable [] probes;
  private static Object @Nullable [] saved;

  private ProbeSwitch() {}

  /** Called by the JVM before {@code main}; with the argument {@code stdin} commands are read. */
  public static void premain(@Nullable String arguments, Instrumentation given) {
    synchronized (ProbeSwitch.class) {
      instrumentation = given;
    }
    if ("stdin".equals(arguments)) {
      Thread thread = new Thread(ProbeSwitch::obey, "probe-switch");
      thread.setDaemon(true);
      thread.start();
    }
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

  /** Puts the probes into the hook, or takes them out. */
  static synchronized void turn(boolean on) throws ReflectiveOperationException {
    Object[] slots = probes;
    Object[] originals = saved;
    if (slots == null || originals == null) {
      slots = slots();
      originals = slots.clone();
      probes = slots;
      saved = originals;
    }
    if (on) {
      System.arraycopy(originals, 0, slots, 0, slots.length);
    } else {
      Arrays.fill(slots, null);
    }
  }

  private static Object[] slots() throws ReflectiveOperationException {
    Instrumentation jvm = instrumentation;
    if (jvm == null) {
      throw new IllegalStateException("not started as an agent");
    }
    jvm.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(ProbeSwitch.class.getModule())),
        Set.of(),
        Map.of());
    Field field = Class.forName("java.lang.SondeHook", false, null).getDeclaredField("PROBES");
    field.setAccessible(true);
    return (Object[]) field.get(null);
  }
}
