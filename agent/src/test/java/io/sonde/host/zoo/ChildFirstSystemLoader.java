package io.sonde.host.zoo;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URLClassLoader;

/**
 * A system class loader of an application's own: what is on the path of the property {@code
 * zoo.path} it loads itself, before its parent is asked.
 */
public final class ChildFirstSystemLoader extends URLClassLoader {

  /** Called by the JVM. */
  public ChildFirstSystemLoader(ClassLoader parent) throws MalformedURLException {
    super(NullParentProgram.urls(System.getProperty("zoo.path")), parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      if (!name.startsWith("java.")) {
        try {
          return findClass(name);
        } catch (ClassNotFoundException e) {
          // the parent has it, or nobody
        }
      }
      return super.loadClass(name, resolve);
    }
  }

  /** What the JVM calls when an agent is attached; without it, none can be. */
  @SuppressWarnings("unused") // by the JVM
  private void appendToClassPathForInstrumentation(String path) throws MalformedURLException {
    addURL(new File(path).toURI().toURL());
  }
}
