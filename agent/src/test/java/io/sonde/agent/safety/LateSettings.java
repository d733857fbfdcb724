package io.sonde.agent.safety;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.MBeanServerBuilder;
import javax.management.MBeanServerDelegate;

/**
 * A host that chooses its log manager and its MBean server by system properties set in {@code
 * main}, as application servers do, at once or after its input has ended; it says which it got.
 */
public final class LateSettings {

  private LateSettings() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("late")) {
      EndOfInput.await();
    }
    System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
    System.setProperty("javax.management.builder.initial", OwnBuilder.class.getName());
    System.out.println(LogManager.getLogManager().getClass().getName());
    Logger.getLogger("x").info("through the host's log manager");
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    System.out.println(server.getDefaultDomain());
    System.out.println(OwnBuilder.built);
    EndOfInput.await();
  }

  /** The host's. */
  public static final class OwnLogManager extends LogManager {
    /** Called by the JDK. */
    public OwnLogManager() {}
  }

  /** The host's. */
  public static final class OwnBuilder extends MBeanServerBuilder {

    static int built;

    /** Called by the JDK. */
    public OwnBuilder() {}

    @Override
    public MBeanServer newMBeanServer(
        String defaultDomain, MBeanServer outer, MBeanServerDelegate delegate) {
      built++;
      return super.newMBeanServer(defaultDomain, outer, delegate);
    }
  }
}
