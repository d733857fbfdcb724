package io.sonde.exporters.registry;

import io.micrometer.common.util.internal.logging.InternalLogger;
import io.micrometer.common.util.internal.logging.InternalLoggerFactory;

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
    return new SilentLogger(name);
  }
}
