package io.sonde.agent.launch;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
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
  private static final String REPLY = "reply=";

  /**
   * Below this we could be what ends the host: our jar alone takes 7 MB. {@code maxMemory} leaves
   * out a survivor space with some collectors, so {@code -Xmx24m} passes.
   */
  private static final long MIN_HEAP_BYTES = 22L << 20;

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
      if (isSwitchedOff()) {
        reply(arguments, "off", "Sonde is switched off in this JVM (SONDE_OFF, sonde.enabled)");
        return;
      }
      if (isTool()) {
        return;
      }
      if (Runtime.getRuntime().maxMemory() < MIN_HEAP_BYTES) {
        report(arguments, "less than 24 MB of heap");
        return;
      }
      SondeImage image = SondeImage.read(jar(arguments));
      SondeLoader loader = new SondeLoader(image, ClassLoader.getPlatformClassLoader());
      loader
          .loadClass(ENTRY)
          .getMethod("begin", String.class, Instrumentation.class)
          .invoke(null, arguments, instrumentation);
    } catch (InvocationTargetException e) {
      report(arguments, String.valueOf(e.getCause()));
    } catch (Throwable t) {
      report(arguments, t.toString());
    }
  }

  private static boolean isSwitchedOff() {
    return "1".equals(System.getenv("SONDE_OFF"))
        || "false".equals(System.getProperty("sonde.enabled"));
  }

  /** Whether this JVM is a tool of the JDK (jps, keytool, javac …) or our own command line. */
  private static boolean isTool() throws URISyntaxException {
    String module = System.getProperty("jdk.module.main");
    if (module != null && (module.startsWith("jdk.") || module.startsWith("java."))) {
      return true;
    }
    String command = System.getProperty("sun.java.command", "");
    return command.startsWith(SondeAgent.class.getPackageName())
        || command.startsWith(ownJar().getPath())
        || command.startsWith(ownJar().getName());
  }

  /**
   * The jar to start from: the one that the command line names, or else the one that this class
   * came from. They differ when another version is attached to a JVM that knows this class already.
   */
  private static File jar(@Nullable String arguments) throws URISyntaxException {
    if (arguments != null && arguments.startsWith(JAR)) {
      int comma = arguments.indexOf(',');
      return new File(arguments.substring(JAR.length(), comma < 0 ? arguments.length() : comma));
    }
    return ownJar();
  }

  private static File ownJar() throws URISyntaxException {
    return new File(SondeAgent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Tells who waits for an answer, or else stderr, that nothing was started. */
  private static void report(@Nullable String arguments, String reason) {
    String message = "not started, the application runs without it: " + reason;
    try {
      if (!reply(arguments, "error", message)) {
        System.err.println("[sonde] " + message);
      }
    } catch (Throwable ignored) {
      // stderr is closed or memory is gone; nothing is left to tell
    }
  }

  /** Answers the command line that attached us, if it named a file for that. */
  private static boolean reply(@Nullable String arguments, String end, String message) {
    int at = arguments == null ? -1 : arguments.indexOf(REPLY);
    if (arguments == null || at < 0) {
      return false;
    }
    int from = at + REPLY.length();
    int comma = arguments.indexOf(',', from);
    String path = arguments.substring(from, comma < 0 ? arguments.length() : comma);
    try (FileOutputStream out = new FileOutputStream(path, true)) {
      out.write(("message=" + message + "\nend=" + end + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // the command line has gone
    }
    return true;
  }
}
