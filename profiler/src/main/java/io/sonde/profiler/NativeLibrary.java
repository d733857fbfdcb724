package io.sonde.profiler;

/**
 * The native libraries inside the ap-loader artifact, with the SHA-256 of each.
 *
 * <p>The sums are constants of this class and not computed from the resource at run time: then they
 * catch a damaged copy on disk as well as an exchanged or damaged agent jar, and what may be loaded
 * into somebody's process is decided when Sonde is built. A test compares them with the artifact,
 * so that an upgrade cannot forget them.
 */
enum NativeLibrary {
  LINUX_X64("linux-x64.so", "3c03ce90c8c34332480d14cb0a5b9eb380c0dbc0da915486b3348bcfaf026d61"),
  LINUX_ARM64("linux-arm64.so", "387d881ea5569ac0d138e024144efecfed8b760031b156404a16fc5ee782c4b1"),
  MACOS("macos.dylib", "81e22b07df3d7e63e74ce9c3870b9208b9055c4e6ef674941641d717ca53af16");

  /** What the library answers to {@code version}. */
  static final String VERSION = "4.5";

  private final String platform;
  private final String sha256;

  NativeLibrary(String platform, String sha256) {
    this.platform = platform;
    this.sha256 = sha256;
  }

  /** The absolute name of the resource. */
  String resource() {
    return "/libs/libasyncProfiler-" + VERSION + "-" + platform;
  }

  /** {@code .so} or {@code .dylib}. */
  String suffix() {
    return platform.substring(platform.indexOf('.'));
  }

  /** Lower-case hexadecimal. */
  String sha256() {
    return sha256;
  }
}
