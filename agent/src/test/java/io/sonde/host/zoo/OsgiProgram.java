package io.sonde.host.zoo;

import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Starts the OSGi framework of the class path, installs a bundle and runs a main class of it. By
 * reflection, so that one program does for every framework.
 *
 * <p>Arguments: the bundle, a folder for the framework's files, the class, its arguments.
 */
public final class OsgiProgram {

  private static final String OSGI = "org.osgi.framework.";

  private OsgiProgram() {}

  /**
   * Runs what the arguments say, with the framework's defaults: nothing but java.* is delegated.
   */
  public static void main(String[] arguments) throws Exception {
    Class<?> factoryType = Class.forName(OSGI + "launch.FrameworkFactory");
    Class<?> bundleType = Class.forName(OSGI + "Bundle");
    Object factory = ServiceLoader.load(factoryType).iterator().next();
    Object framework =
        factoryType
            .getMethod("newFramework", Map.class)
            .invoke(
                factory,
                Map.of(OSGI + "storage", arguments[1], OSGI + "storage.clean", "onFirstInit"));
    bundleType.getMethod("start").invoke(framework);
    Object context = bundleType.getMethod("getBundleContext").invoke(framework);
    Object bundle =
        Class.forName(OSGI + "BundleContext")
            .getMethod("installBundle", String.class)
            .invoke(context, new File(arguments[0]).toURI().toString());
    bundleType.getMethod("start").invoke(bundle);
    Class<?> program =
        (Class<?>) bundleType.getMethod("loadClass", String.class).invoke(bundle, arguments[2]);
    program
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 3, arguments.length));
  }
}
