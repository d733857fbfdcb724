package io.sonde.profiler;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;

/**
 * Executes diagnostic commands of this JVM, as {@code jcmd} does.
 *
 * <p>The public way leads through the platform MBean server. That one initialises the LogManager,
 * and an application that sets {@code java.util.logging.manager} afterwards, in its main method,
 * loses its own. So the object behind the MBean is called by itself.
 */
final class DiagnosticCommands {

  private static final String TYPE = "com.sun.management.internal.DiagnosticCommandImpl";

  private DiagnosticCommands() {}

  /**
   * Executes a command and returns its text.
   *
   * @throws ReflectiveOperationException if the JDK has no such class or it failed; the cause says
   *     why
   * @throws java.lang.reflect.InaccessibleObjectException if its package is not open
   */
  static String execute(String command, PackageOpener opener) throws ReflectiveOperationException {
    // Loads the native library of the module.
    ManagementFactory.getOperatingSystemMXBean();
    Class<?> type = Class.forName(TYPE);
    Module self = DiagnosticCommands.class.getModule();
    if (!type.getModule().isOpen(type.getPackageName(), self)) {
      opener.open(type.getModule(), type.getPackageName(), self);
    }
    Method instance = type.getDeclaredMethod("getDiagnosticCommandMBean");
    instance.setAccessible(true);
    Method execute = type.getDeclaredMethod("executeDiagnosticCommand", String.class);
    execute.setAccessible(true);
    return String.valueOf(execute.invoke(instance.invoke(null), command));
  }
}
