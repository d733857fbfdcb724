package io.sonde.agent.matrix;

import io.sonde.host.zoo.ZooApplication;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.ModuleVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** The {@link ZooApplication} with its libraries, packed in the ways that people pack theirs. */
final class ZooJars {

  private static final String PACKAGE = ZooApplication.class.getPackageName().replace('.', '/');

  /** What the application's libraries need of the JDK beside java.*; nothing of Sonde. */
  private static final List<String> IMPORTS =
      List.of(
          "com.sun.net.httpserver",
          "javax.crypto",
          "javax.crypto.spec",
          "javax.management",
          "javax.naming",
          "javax.naming.directory",
          "javax.naming.ldap",
          "javax.naming.spi",
          "javax.net",
          "javax.net.ssl",
          "javax.security.auth",
          "javax.security.auth.x500",
          "javax.sql",
          "javax.transaction.xa",
          "jdk.net",
          "org.ietf.jgss");

  private ZooJars() {}

  /** The application's libraries. */
  static List<Path> libraries() {
    return Libraries.jars("zoo", Age.NEWEST);
  }

  /** A bundle with the libraries in it. */
  static Path bundle(Path folder) throws IOException {
    Manifest manifest = manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "zoo");
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue("Import-Package", String.join(",", IMPORTS));
    main.putValue(
        "Bundle-ClassPath",
        libraries().stream()
            .map(jar -> jar.getFileName().toString())
            .collect(Collectors.joining(",", ".,", "")));
    Path bundle = folder.resolve("bundle.jar");
    try (JarOutputStream out = open(bundle, manifest)) {
      addClasses(out, "");
      for (Path jar : libraries()) {
        add(out, jar.getFileName().toString(), Files.readAllBytes(jar));
      }
    }
    return bundle;
  }

  /**
   * An executable jar as Spring Boot's build plugins lay it out: nested jars are not compressed.
   */
  static Path fatJar(Path folder) throws IOException {
    Manifest manifest = manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
    main.putValue("Start-Class", ZooApplication.class.getName());
    main.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
    main.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
    Path fat = folder.resolve("fat.jar");
    Path loader = Libraries.jars("boot", Age.NEWEST).get(0);
    try (JarOutputStream out = open(fat, manifest)) {
      copy(loader, out, name -> !name.startsWith("META-INF/") || name.contains("services/"));
      for (String directory : List.of("BOOT-INF/", "BOOT-INF/classes/", "BOOT-INF/lib/")) {
        out.putNextEntry(new ZipEntry(directory));
        out.closeEntry();
      }
      addClasses(out, "BOOT-INF/classes/");
      for (Path jar : libraries()) {
        addStored(out, "BOOT-INF/lib/" + jar.getFileName(), Files.readAllBytes(jar));
      }
    }
    return fat;
  }

  /** Explicit modules: the application's, and of its libraries those that it uses as one. */
  static List<Path> modules(Path folder) throws IOException {
    Path application = folder.resolve("zoo.jar");
    try (JarOutputStream out = open(application, manifest())) {
      add(
          out,
          "module-info.class",
          module(
              "zoo",
              List.of("java.sql", "java.net.http", "jdk.httpserver", "com.zaxxer.hikari"),
              descriptor -> descriptor.visitMainClass(PACKAGE + "/ZooApplication")));
      addClasses(out, "");
    }
    List<Path> modules = new ArrayList<>(List.of(application));
    for (Path jar : libraries()) {
      String name = jar.getFileName().toString();
      if (name.startsWith("h2-")) {
        modules.add(described(jar, folder.resolve(name)));
      } else if (name.startsWith("HikariCP-") || name.startsWith("slf4j-api-")) {
        modules.add(jar);
      }
    }
    return modules;
  }

  /** H2 with the descriptor that it lacks, without which nothing can be linked to it. */
  private static Path described(Path h2, Path copy) throws IOException {
    Set<String> packages = new TreeSet<>();
    try (JarOutputStream out = open(copy, manifest())) {
      copy(
          h2,
          out,
          name -> {
            if (name.startsWith("org/h2/") && name.endsWith(".class")) {
              packages.add(name.substring(0, name.lastIndexOf('/')));
            }
            return name.startsWith("org/h2/") || name.startsWith("META-INF/services/");
          });
      add(
          out,
          "module-info.class",
          module(
              "com.h2database",
              List.of("java.sql", "java.naming", "java.management"),
              descriptor -> {
                packages.forEach(name -> descriptor.visitExport(name, 0));
                descriptor.visitProvide("java/sql/Driver", "org/h2/Driver");
              }));
    }
    return copy;
  }

  private static byte[] module(String name, List<String> required, Consumer<ModuleVisitor> more) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_MODULE, "module-info", null, null, null);
    ModuleVisitor descriptor = writer.visitModule(name, 0, null);
    descriptor.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
    required.forEach(other -> descriptor.visitRequire(other, 0, null));
    more.accept(descriptor);
    descriptor.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    return manifest;
  }

  private static JarOutputStream open(Path jar, Manifest manifest) throws IOException {
    OutputStream file = Files.newOutputStream(jar);
    return new JarOutputStream(file, manifest);
  }

  private static void addClasses(JarOutputStream out, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(Libraries.classes().resolve(PACKAGE))) {
      for (Path file : files.sorted().toList()) {
        add(out, prefix + PACKAGE + "/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
  }

  private static void copy(Path jar, JarOutputStream out, Predicate<String> wanted)
      throws IOException {
    try (JarFile from = new JarFile(jar.toFile())) {
      for (JarEntry entry : from.stream().toList()) {
        if (!entry.isDirectory() && wanted.test(entry.getName())) {
          add(out, entry.getName(), from.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(content);
    out.closeEntry();
  }

  private static void addStored(JarOutputStream out, String name, byte[] content)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }
}
