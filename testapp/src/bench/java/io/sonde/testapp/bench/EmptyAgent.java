package io.sonde.testapp.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** An agent that does nothing: what it adds to a start, the JVM adds by itself. */
public final class EmptyAgent {

  private EmptyAgent() {}

  /** Called by the JVM before {@code main}. */
  @SuppressWarnings("unused") // by name
  public static void premain(String arguments, Instrumentation instrumentation) {}

  /** Its jar; written if it is not there. */
  static Path jar() throws IOException {
    Path jar = Places.WORK.resolve("empty-agent.jar");
    if (!Files.exists(jar)) {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().putValue("Premain-Class", EmptyAgent.class.getName());
      manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
      String file = EmptyAgent.class.getName().replace('.', '/') + ".class";
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
          InputStream in = EmptyAgent.class.getResourceAsStream("/" + file)) {
        out.putNextEntry(new JarEntry(file));
        in.transferTo(out);
        out.closeEntry();
      }
    }
    return jar;
  }
}
