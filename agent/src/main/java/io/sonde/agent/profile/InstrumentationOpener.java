package io.sonde.agent.profile;

import io.sonde.profiler.PackageOpener;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/** Opens packages with the agent's {@link Instrumentation}. */
public final class InstrumentationOpener implements PackageOpener {

  private final Instrumentation instrumentation;

  /** Opens nothing until it is asked to. */
  public InstrumentationOpener(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  @Override
  public void open(Module module, String packageName, Module to) {
    if (instrumentation.isModifiableModule(module)) {
      instrumentation.redefineModule(
          module, Set.of(), Map.of(), Map.of(packageName, Set.of(to)), Set.of(), Map.of());
    }
  }
}
