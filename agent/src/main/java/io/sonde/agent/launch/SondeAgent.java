package io.sonde.agent.launch;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM enters Sonde: with {@code -javaagent} before {@code main}, or attached later.
 *
 * <p>Nothing leaves these methods: whatever goes wrong becomes one line on stderr and the
 * application runs without Sonde.
 */
public final class SondeAgent {

  private static final String ENTRY = "io.sonde.agent.start.AgentStart";

  private static final String JAR = "jar=";

  private SondeAgent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  /** Called by the JVM when the jar is attached. */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    start(arguments, instrumentation);
  }

  private static void start(@Nullable String arguments, Instrumentation instrumentation) {
    try {
      if (isSwitchedOff() || isJdkTool()) {
        return;
      }
      SondeImage image = SondeImage.read(jar(arguments));
      SondeLoader loader = new SondeLoader(image, ClassLoader.getPlatformClassLoader());
      loader
          .loadClass(ENTRY)
          .getMethod("begin", String.class, Instrumentation.class)
          .invoke(null, arguments, instrumentation);
    } catch (InvocationTargetException e) {
      report(e.getCause());
    } catch (Throwable t) {
      report(t);
    }
  }

  private static boolean isSwitchedOff() {
    return "1".equals(System.getenv("SONDE_OFF"))
        || "false".equals(System.getProperty("sonde.enabled"));
  }

  /** Whether this JVM is a tool of the JDK (jps, keytool, javac …) that inherited the option. */
  private static boolean isJdkTool() {
    String module = System.getProperty("jdk.module.main");
    return module != null && (module.startsWith("jdk.") || module.startsWith("java."));
  }

  /**
   * The jar to start from: the one that the command line names, or else the one that this class came
   * from. They differ when another version is attached to a JVM that knows this class already.
   */
  private static File jar(@Nullable String arguments) throws URISyntaxException {
    if (arguments != null && arguments.startsWith(JAR)) {
      int comma = arguments.indexOf(',');
      return new File(arguments.substring(JAR.length(), comma < 0 ? arguments.length() : comma));
    }
    return new File(SondeAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void report(@Nullable Throwable error) {
    try {
      System.err.println("[sonde] not started, the application runs without it: " + error);
    } catch (Throwable ignored) {
      // stderr is closed or memory is gone; nothing is left to tell
    }
  }
}
