package io.sonde.profiler;

/**
 * Opens a package of another module for deep reflection, as {@code
 * java.lang.instrument.Instrumentation.redefineModule} can.
 */
@FunctionalInterface
public interface PackageOpener {

  /** Opens nothing. */
  PackageOpener NONE = (module, packageName, to) -> {};

  /**
   * Opens {@code packageName} of {@code module} to {@code to}, or does nothing if it cannot.
   *
   * @param packageName with dots; the module has it
   */
  void open(Module module, String packageName, Module to);
}
