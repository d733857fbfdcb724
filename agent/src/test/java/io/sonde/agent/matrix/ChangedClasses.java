package io.sonde.agent.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * An agent that says on stdout, {@code changed CLASS}, which classes are not as their jar has them.
 * It stands behind the agents that are named before it, so what it sees is what the JVM then runs.
 *
 * <p>Argument: beginnings of class names, separated by colons.
 */
public final class ChangedClasses {

  /** What its lines begin with. */
  public static final String WORD = "changed ";

  private ChangedClasses() {}

  /** Called by the JVM. */
  public static void premain(String argument, Instrumentation instrumentation) throws IOException {
    // loads what reads class files: in the midst of that, they could not be read
    byte[] unused = original(null, "java/lang/Object.class");
    instrumentation.addTransformer(new Comparison(List.of(argument.split(":", -1))), true);
  }

  /** The option for a JVM, after those of the agents that may change something. */
  public static String option(Path folder, String... beginnings) throws IOException {
    Path jar = folder.resolve("changed-classes.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", ChangedClasses.class.getName());
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Class<?> type : List.of(ChangedClasses.class, Comparison.class)) {
        String entry = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(entry));
        out.write(original(ChangedClasses.class.getClassLoader(), entry));
        out.closeEntry();
      }
    }
    return "-javaagent:" + jar + "=" + String.join(":", beginnings);
  }

  private static byte[] original(@Nullable ClassLoader loader, String entry) throws IOException {
    try (InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(entry)
            : loader.getResourceAsStream(entry)) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }

  private record Comparison(List<String> beginnings) implements ClassFileTransformer {

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String name,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      String dotted = name.replace('/', '.');
      if (beginnings.stream().anyMatch(dotted::startsWith)) {
        try {
          byte[] original = original(loader, name + ".class");
          // none: generated while the program runs
          if (original.length > 0 && !Arrays.equals(bytes, original)) {
            System.out.println(WORD + dotted);
          }
        } catch (IOException e) {
          System.out.println(WORD + dotted + ", or not: " + e);
        }
      }
      return null;
    }
  }
}
