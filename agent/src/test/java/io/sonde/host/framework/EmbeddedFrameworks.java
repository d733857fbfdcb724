package io.sonde.host.framework;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts frameworks that bring a server of their own along, each behind a class loader that sees
 * its own jars alone, and ends with its standard input.
 *
 * <p>Arguments: for each the name of its program's class, its port and its class path.
 */
public final class EmbeddedFrameworks {

  /** Printed when all of them serve. */
  public static final String READY = "all frameworks serve";

  private static final int WORDS = 3;

  private EmbeddedFrameworks() {}

  public static void main(String[] arguments) throws Exception {
    for (int at = 0; at < arguments.length; at += WORDS) {
      start(arguments[at], Integer.parseInt(arguments[at + 1]), arguments[at + 2]);
    }
    System.out.println(READY);
    while (System.in.read() >= 0) {
      // until it is closed
    }
    System.exit(0);
  }

  private static void start(String program, int port, String path) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      urls.add(new File(entry).toURI().toURL());
    }
    // not closed: the server goes on loading from it
    URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    loader.loadClass(program).getMethod("start", int.class).invoke(null, port);
  }
}
