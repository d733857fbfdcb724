package io.sonde.agent.start;

import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the hook's classes into {@code java.lang}, where every class loader finds them.
 *
 * <p>{@code java.lang} is opened to the module of our isolated loader alone, never to the
 * application's. Appending to the boot class path would do as well but makes the JVM give up class
 * data sharing.
 *
 * <p>Does not link the hook, for it is not there yet when this class runs.
 */
final class HookDefinition {

  // packaging rewrites these names to java/lang
  private static final String[] CLASS_FILES = {
    "io/sonde/bootstrap/SondeProbe.class", "io/sonde/bootstrap/SondeHook.class"
  };

  private HookDefinition() {}

  /** Defines the hook unless an agent before us has done so. */
  static void define(Instrumentation instrumentation) throws Exception {
    if (isDefined(CLASS_FILES[1])) {
      return;
    }
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(HookDefinition.class.getModule())),
        Set.of(),
        Map.of());
    MethodHandles.Lookup lookup =
        MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
    for (String file : CLASS_FILES) {
      if (!isDefined(file)) {
        try (@Nullable InputStream in =
            HookDefinition.class.getClassLoader().getResourceAsStream(file)) {
          if (in == null) {
            throw new IllegalStateException("the jar lacks " + file);
          }
          lookup.defineClass(in.readAllBytes());
        }
      }
    }
  }

  private static boolean isDefined(String file) {
    try {
      Class.forName(
          file.substring(0, file.length() - ".class".length()).replace('/', '.'), false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
