package io.sonde.agent.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent that writes the class files that the JVM installs whenever some classes are
 * retransformed from now on. It stands behind all agents that were there before it, so what it sees
 * is what the JVM then runs.
 *
 * <p>Argument: a folder, a colon, {@code now} or {@code later}, a colon, beginnings of class names
 * separated by commas. With {@code now} it causes the retransformation itself and leaves; each file
 * has the name of its class.
 */
public final class CaptureAgent {

  private CaptureAgent() {}

  public static void agentmain(String argument, Instrumentation instrumentation) throws Exception {
    String[] parts = argument.split(":", -1);
    Path folder = Path.of(parts[0]);
    List<String> prefixes = List.of(parts[2].split(",", -1));
    Capture capture = new Capture(folder, prefixes);
    instrumentation.addTransformer(capture, true);
    if (parts[1].equals("now")) {
      List<Class<?>> types = new ArrayList<>();
      for (Class<?> type : instrumentation.getAllLoadedClasses()) {
        if (capture.isWanted(type.getName())
            && !type.isArray()
            && !type.isInterface()
            && !type.isHidden()
            && instrumentation.isModifiableClass(type)) {
          types.add(type);
        }
      }
      instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
      instrumentation.removeTransformer(capture);
    }
  }

  private record Capture(Path folder, List<String> prefixes) implements ClassFileTransformer {

    boolean isWanted(String name) {
      for (String prefix : prefixes) {
        if (name.startsWith(prefix)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String name,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      String dotted = name.replace('/', '.');
      if (redefined != null && isWanted(dotted)) {
        try {
          Files.write(folder.resolve(dotted + ".class"), bytes);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return null;
    }
  }
}
