package io.sonde.agent.safety;

import java.lang.reflect.Method;

/** A host that works while every probe of Sonde, if it is there, throws at every call. */
final class Chaos {

  private static final int MAX_PROBES = 256;

  private Chaos() {}

  public static void main(String[] arguments) throws Exception {
    EndOfInput.await();
    boolean isSondeHere = installProbes();
    for (int i = 0; i < 7; i++) {
      FramesDump.dump();
    }
    CountingPool pool = new CountingPool();
    for (int i = 0; i < 1_000; i++) {
      pool.execute(() -> {});
    }
    System.out.println(pool.counts());
    if (isSondeHere) {
      System.out.println("suppressed " + suppressed());
    }
  }

  private static boolean installProbes() throws ReflectiveOperationException {
    Class<?> hook;
    try {
      hook = Class.forName("java.lang.SondeHook");
    } catch (ClassNotFoundException e) {
      return false;
    }
    Class<?> probeType = Class.forName("java.lang.SondeProbe");
    Object probe =
        Class.forName("io.sonde.agent.safety.ThrowingProbe").getConstructor().newInstance();
    Method install = hook.getMethod("install", int.class, probeType);
    for (int id = 1; id < MAX_PROBES; id++) {
      install.invoke(null, id, probe);
    }
    return true;
  }

  private static String suppressed() throws ReflectiveOperationException {
    Method count = Class.forName("java.lang.SondeHook").getMethod("suppressedErrors", int.class);
    long probes = 0;
    for (int id = 1; id < MAX_PROBES; id++) {
      probes += (long) count.invoke(null, id);
    }
    // from a hundred on the breaker may end it, at its next tick
    return (probes >= 100) + " in probes, " + count.invoke(null, 0) + " in advice";
  }
}
