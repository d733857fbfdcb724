package io.sonde.agent.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * Attaches through the JDK's own module {@code jdk.attach}, which a JRE may lack. By reflection,
 * because its classes belong to the application's class loader, which ours does not see.
 */
final class JdkAttach implements AgentLoader {

  private static final String MACHINE = "com.sun.tools.attach.VirtualMachine";

  private final Class<?> machineType;

  private JdkAttach(Class<?> machineType) {
    this.machineType = machineType;
  }

  /** Whether this runtime has the module. */
  static boolean isThere() {
    return ModuleLayer.boot().findModule("jdk.attach").isPresent();
  }

  static JdkAttach open() throws ClassNotFoundException {
    return new JdkAttach(Class.forName(MACHINE, true, ClassLoader.getSystemClassLoader()));
  }

  @Override
  public void load(JvmProcess process, String jar, String arguments) throws IOException {
    try {
      Object machine =
          machineType.getMethod("attach", String.class).invoke(null, Long.toString(process.pid()));
      try {
        machineType
            .getMethod("loadAgent", String.class, String.class)
            .invoke(machine, jar, arguments);
      } finally {
        machineType.getMethod("detach").invoke(machine);
      }
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      String message = cause == null ? null : cause.getMessage();
      throw new IOException(message == null ? String.valueOf(cause) : message, e);
    } catch (ReflectiveOperationException e) {
      throw new IOException("jdk.attach cannot be used: " + e, e);
    }
  }
}
