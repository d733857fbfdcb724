package io.sonde.profiler;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * Loads the library the quiet way.
 *
 * <p>{@link System#load} is a restricted method from JDK 24 on: without {@code
 * --enable-native-access} it prints a warning of four lines, and with {@code
 * --illegal-native-access=deny} it throws. Loading the same file as a JVMTI agent through the
 * diagnostic command is not restricted and prints nothing, so that is done there. Natives of an
 * agent library link from any class loader.
 */
final class SystemLibraryLoader implements LibraryLoader {

  private static final int FIRST_RESTRICTED_VERSION = 24;
  private static final String NOEXEC = "failed to map segment";

  private final PackageOpener opener;

  SystemLibraryLoader(PackageOpener opener) {
    this.opener = opener;
  }

  @Override
  public LoadedLibrary load(Path file) throws ProfilerUnavailableException {
    if (isNativeAccessEnabled()) {
      return checked(AsyncProfiler.getInstance(file.toString()), "loaded with System.load");
    }
    String answer = loadAsAgent(file);
    AsyncProfiler profiler = resolved();
    if (profiler != null) {
      return checked(profiler, "loaded as JVMTI agent");
    }
    if (answer.contains(NOEXEC)) {
      throw new UnsatisfiedLinkError(file + ": " + NOEXEC);
    }
    throw new ProfilerUnavailableException(
        "native access is not enabled and the library could not be loaded as a JVMTI agent ("
            + answer.strip()
            + "); start the JVM with --enable-native-access=ALL-UNNAMED or"
            + " -XX:+EnableDynamicAgentLoading");
  }

  /** Asks the module of the class that will call {@link System#load}. */
  private static boolean isNativeAccessEnabled() {
    if (Runtime.version().feature() < FIRST_RESTRICTED_VERSION) {
      return true;
    }
    try {
      // The method came with Java 22; this class is compiled for 17.
      return (boolean)
          Module.class.getMethod("isNativeAccessEnabled").invoke(AsyncProfiler.class.getModule());
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Returns what the diagnostic command said, or why it could not be asked. */
  private String loadAsAgent(Path file) {
    // Without an action the agent only initialises. A word that holds '=' must stand in quotes.
    String command = "JVMTI.agent_load \"" + file + "\" \"quiet,loglevel=none\"";
    try {
      return DiagnosticCommands.execute(command, opener);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return String.valueOf(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The interface to a library whose natives link already, or null. Loads nothing. */
  static @Nullable AsyncProfiler resolved() {
    AsyncProfiler profiler = newInstance();
    try {
      profiler.getVersion();
      return profiler;
    } catch (UnsatisfiedLinkError e) {
      return null;
    }
  }

  /**
   * Makes an instance without loading anything. {@link AsyncProfiler#getInstance()} would go on to
   * load whatever {@code java.library.path} or a system property of the application names.
   */
  private static AsyncProfiler newInstance() {
    try {
      Constructor<AsyncProfiler> constructor = AsyncProfiler.class.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new LinkageError("one.profiler.AsyncProfiler is not the bundled one", e);
    }
  }

  private static LoadedLibrary checked(AsyncProfiler profiler, String route)
      throws ProfilerUnavailableException {
    String version = profiler.getVersion();
    if (!version.equals(NativeLibrary.VERSION)) {
      throw new ProfilerUnavailableException(
          "async-profiler "
              + version
              + " answers instead of "
              + NativeLibrary.VERSION
              + "; it belongs to somebody else and is left alone");
    }
    return new LoadedLibrary(profiler::execute, route);
  }
}
