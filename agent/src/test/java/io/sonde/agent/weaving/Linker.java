package io.sonde.agent.weaving;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loader that defines given classes itself, and links them without running their code. */
final class Linker extends ClassLoader {

  private final Map<String, byte[]> originals;
  private final Map<String, byte[]> replaced;

  /**
   * Makes a loader.
   *
   * @param originals internal name to bytes
   * @param replaced bytes that are used instead
   */
  Linker(Map<String, byte[]> originals, Map<String, byte[]> replaced) {
    super(Linker.class.getClassLoader());
    this.originals = originals;
    this.replaced = replaced;
  }

  /** Loads and verifies a class; why that did not work, or null. */
  @Nullable LinkageError link(String internalName) {
    try {
      // asking for members links a class and does not initialise it
      int ignored = loadClass(internalName.replace('/', '.')).getDeclaredMethods().length;
      return null;
    } catch (LinkageError e) {
      return e;
    } catch (ClassNotFoundException | SecurityException e) {
      return new LinkageError(internalName, e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        String internalName = name.replace('.', '/');
        byte[] original = originals.get(internalName);
        byte[] bytes = replaced.get(internalName);
        if (original == null && bytes == null) {
          return super.loadClass(name, resolve);
        }
        byte[] used = bytes != null ? bytes : original;
        loaded = defineClass(name, used, 0, used.length);
      }
      return loaded;
    }
  }
}
