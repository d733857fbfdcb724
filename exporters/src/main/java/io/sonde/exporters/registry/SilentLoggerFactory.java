package io.sonde.exporters.registry;

import io.micrometer.common.util.internal.logging.InternalLogger;
import io.micrometer.common.util.internal.logging.InternalLoggerFactory;
import java.lang.reflect.Proxy;

/**
 * Micrometer's logging, switched off.
 *
 * <p>Without SLF4J Micrometer would fall back to {@code java.util.logging} and so initialise the
 * log manager of an application that may want to choose its own later. What Micrometer would log is
 * either about its own configuration, which is ours, or counted elsewhere.
 */
final class SilentLoggerFactory extends InternalLoggerFactory {
  private SilentLoggerFactory() {}

  /** Must run before the first other class of Micrometer is initialised. */
  static void install() {
    setDefaultFactory(new SilentLoggerFactory());
  }

  @Override
  protected InternalLogger newInstance(String name) {
    // A proxy, because the interface has forty methods and none of ours would do anything.
    return (InternalLogger)
        Proxy.newProxyInstance(
            InternalLogger.class.getClassLoader(),
            new Class<?>[] {InternalLogger.class},
            (proxy, method, arguments) -> {
              if (method.getReturnType() == boolean.class) {
                // equals is the only boolean method that is not an isXEnabled question
                return method.getName().equals("equals") && arguments[0] == proxy;
              }
              if (method.getReturnType() == int.class) {
                return System.identityHashCode(proxy);
              }
              return method.getReturnType() == String.class ? name : null;
            });
  }
}
