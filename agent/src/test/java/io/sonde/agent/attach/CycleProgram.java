package io.sonde.agent.attach;

import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Attaches and detaches again and again from one JVM, so that a hundred cycles do not need two
 * hundred starts of a JVM: loads the command line as {@code SondeMain} does.
 */
final class CycleProgram {

  private CycleProgram() {}

  /** Arguments: the jar, the process, how often. */
  public static void main(String[] arguments) throws Exception {
    File jar = new File(arguments[0]);
    Method run = commandLine(jar);
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      run(run, jar, "attach", arguments[1], "port=0");
      run(run, jar, "detach", arguments[1]);
    }
    System.exit(0);
  }

  /** Reflection all the way: the loader's classes are not public. */
  private static Method commandLine(File jar) throws ReflectiveOperationException {
    Class<?> imageType = Class.forName("io.sonde.agent.launch.SondeImage");
    Method read = imageType.getDeclaredMethod("read", File.class);
    read.setAccessible(true);
    Constructor<?> constructor =
        Class.forName("io.sonde.agent.launch.SondeLoader")
            .getDeclaredConstructor(imageType, ClassLoader.class);
    constructor.setAccessible(true);
    ClassLoader loader =
        (ClassLoader)
            constructor.newInstance(read.invoke(null, jar), ClassLoader.getPlatformClassLoader());
    return loader.loadClass("io.sonde.agent.cli.Cli").getMethod("run", File.class, String[].class);
  }

  private static void run(Method run, File jar, String... words)
      throws IllegalAccessException, InvocationTargetException {
    Object exitCode = run.invoke(null, jar, words);
    if (!Integer.valueOf(0).equals(exitCode)) {
      System.err.println(String.join(" ", words) + " ended with " + exitCode);
      System.exit(1);
    }
  }
}
