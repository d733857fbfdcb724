package io.sonde.agent.launch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The isolated loader of everything but the launcher and the hook. Its parent is the platform
 * loader, so that neither side sees the other's libraries.
 */
final class SondeLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final SondeImage image;

  SondeLoader(SondeImage image, ClassLoader parent) {
    super("sonde", parent);
    this.image = image;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = image.entry(name.replace('.', '/') + ".classdata");
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** Our own entries first: class files by their usual name, resources as they are. */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes;
    try {
      bytes = image.entry(name.endsWith(".class") ? name + "data" : name);
    } catch (IOException e) {
      return null;
    }
    return bytes != null ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
  }
}
