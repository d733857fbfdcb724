package io.sonde.host.zoo;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;

/**
 * Runs a main class in a loader that has no parent.
 *
 * <p>Arguments: a class path, the class, its arguments.
 */
public final class NullParentProgram {

  private NullParentProgram() {}

  /** Runs what the arguments say. */
  public static void main(String[] arguments) throws Exception {
    // lives as long as the program
    ClassLoader loader = new Orphan(urls(arguments[0]));
    loader
        .loadClass(arguments[1])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
  }

  /** The places of a class path. */
  static URL[] urls(String classPath) throws MalformedURLException {
    String[] places = classPath.split(File.pathSeparator, -1);
    URL[] urls = new URL[places.length];
    for (int i = 0; i < places.length; i++) {
      urls[i] = new File(places[i]).toURI().toURL();
    }
    return urls;
  }

  /**
   * Boot classes first, its own next, and at last modules of the JDK that are not the boot
   * loader's.
   */
  private static final class Orphan extends URLClassLoader {

    Orphan(URL[] urls) {
      super(urls, null);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try {
        return super.findClass(name);
      } catch (ClassNotFoundException e) {
        return ClassLoader.getPlatformClassLoader().loadClass(name);
      }
    }
  }
}
