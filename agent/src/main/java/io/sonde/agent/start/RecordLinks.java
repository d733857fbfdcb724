package io.sonde.agent.start;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * What the JDK remembers of our records: {@link ObjectMethods} keeps method handles in static
 * fields, and each of these remembers the last type that it was adapted to (strongly on 17, softly
 * on newer JDKs). That is a class of the last record whose generated {@code equals}, {@code
 * hashCode} or {@code toString} was linked, and through it our class loader.
 */
final class RecordLinks {

  /** In the application's class loader, where it stays anyway. */
  private static final String LAUNCHER = "io.sonde.agent.launch.SondeAgent";

  private RecordLinks() {}

  /** Makes the JDK remember the launcher's class instead. */
  static void forget() {
    try {
      Class<?> launcher = Class.forName(LAUNCHER, false, ClassLoader.getSystemClassLoader());
      link("equals", MethodType.methodType(boolean.class, launcher, Object.class), launcher);
      link("hashCode", MethodType.methodType(int.class, launcher), launcher);
      link("toString", MethodType.methodType(String.class, launcher), launcher);
    } catch (Throwable t) {
      // one class loader stays until the next record in this JVM is linked
    }
  }

  private static void link(String method, MethodType type, Class<?> launcher) throws Throwable {
    MethodHandle component = MethodHandles.identity(launcher);
    Object ignored =
        ObjectMethods.bootstrap(
            MethodHandles.lookup(), method, type, launcher, "launcher", component);
  }
}
