package io.sonde.agent.launch;

import java.io.File;

/** Where {@code java -jar sonde.jar} enters: the command line, in the same isolated loader. */
public final class SondeMain {

  private static final String ENTRY = "io.sonde.agent.cli.Cli";

  private SondeMain() {}

  /** Runs a command and ends with its exit code. */
  public static void main(String[] arguments) throws Exception {
    File jar =
        new File(SondeMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    SondeLoader loader =
        new SondeLoader(SondeImage.read(jar), ClassLoader.getPlatformClassLoader());
    Object exitCode =
        loader
            .loadClass(ENTRY)
            .getMethod("run", File.class, String[].class)
            .invoke(null, jar, arguments);
    System.exit((int) exitCode);
  }
}
