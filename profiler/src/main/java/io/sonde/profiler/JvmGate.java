package io.sonde.profiler;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether the bundled async-profiler knows this JVM. Its stack walker reads structures of
 * the JVM that change from version to version, so a JVM that it does not name is left alone.
 *
 * @param vmName {@code java.vm.name}
 * @param featureVersion 17 for Java 17
 * @param osName {@code os.name}
 * @param osArch {@code os.arch}
 */
record JvmGate(String vmName, int featureVersion, String osName, String osArch) {

  private static final int MIN_FEATURE_VERSION = 17;

  /** The newest JDK that the change log of the bundled version names. */
  private static final int MAX_FEATURE_VERSION = 27;

  /** The same words by which the native library itself recognises HotSpot. */
  private static final String[] HOTSPOT_NAMES = {
    "OpenJDK", "HotSpot", "GraalVM", "Dynamic Code Evolution"
  };

  static JvmGate ofThisJvm() {
    return new JvmGate(
        System.getProperty("java.vm.name", ""),
        Runtime.version().feature(),
        System.getProperty("os.name", ""),
        System.getProperty("os.arch", ""));
  }

  /** The reason to refuse, with the remedy, or null if there is none. */
  @Nullable String refusal() {
    if (!isHotSpot()) {
      return "the JVM is '"
          + vmName
          + "'; run the application on a HotSpot JVM (any OpenJDK build)";
    }
    if (featureVersion < MIN_FEATURE_VERSION || featureVersion > MAX_FEATURE_VERSION) {
      return "Java "
          + featureVersion
          + " is not among the versions that async-profiler "
          + NativeLibrary.VERSION
          + " supports ("
          + MIN_FEATURE_VERSION
          + " to "
          + MAX_FEATURE_VERSION
          + "); use one of those or a newer agent";
    }
    if (library() == null) {
      return "there is no native library for "
          + osName
          + " on "
          + osArch
          + "; use Linux or macOS on x64 or arm64";
    }
    return null;
  }

  private boolean isHotSpot() {
    for (String name : HOTSPOT_NAMES) {
      if (vmName.contains(name)) {
        return true;
      }
    }
    return false;
  }

  @Nullable NativeLibrary library() {
    boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
    boolean x64 = osArch.equals("amd64") || osArch.equals("x86_64");
    if (!arm && !x64) {
      return null;
    }
    if (isMac()) {
      return NativeLibrary.MACOS;
    }
    if (osName.equals("Linux")) {
      return arm ? NativeLibrary.LINUX_ARM64 : NativeLibrary.LINUX_X64;
    }
    return null;
  }

  boolean isMac() {
    return osName.startsWith("Mac");
  }
}
