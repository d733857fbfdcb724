package io.sonde.agent.weaving;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Real classes: those of the jars on the class path, then those of the jars of the Maven repository
 * around them, in the order of their paths.
 *
 * @param classes internal name to bytes, each name once
 * @param jars how many jars were opened
 */
record ClassCorpus(Map<String, byte[]> classes, int jars) {

  /**
   * Reads jars until there are enough classes; each to its end, because a class and its interface
   * from two loaders do not link.
   */
  static ClassCorpus read(int enoughClasses) throws IOException {
    Set<Path> files = new LinkedHashSet<>(onClassPath());
    for (Path root : repositories(files)) {
      files.addAll(below(root));
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    int jars = 0;
    for (Path file : files) {
      if (classes.size() >= enoughClasses) {
        break;
      }
      jars++;
      add(file, Integer.MAX_VALUE, classes);
    }
    return new ClassCorpus(classes, jars);
  }

  /** All classes of one jar. */
  static ClassCorpus of(Path jar) throws IOException {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    add(jar, Integer.MAX_VALUE, classes);
    return new ClassCorpus(classes, 1);
  }

  private static List<Path> onClassPath() {
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.endsWith(".jar")) {
        jars.add(Path.of(entry));
      }
    }
    return jars;
  }

  /**
   * A repository keeps a jar in group/artifact/version; its root is where Jupiter's group starts.
   */
  private static Set<Path> repositories(Set<Path> jars) {
    Set<Path> roots = new LinkedHashSet<>();
    for (Path jar : jars) {
      Path group = Path.of("org", "junit", "jupiter");
      for (Path folder = jar.getParent(); folder != null; folder = folder.getParent()) {
        if (folder.endsWith(group)) {
          roots.add(folder.getParent().getParent().getParent());
        }
      }
    }
    return roots;
  }

  private static List<Path> below(Path root) throws IOException {
    List<Path> jars = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.toString();
            if (name.endsWith(".jar") && !name.endsWith("-sources.jar")) {
              jars.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    jars.sort(null);
    return jars;
  }

  private static void add(Path jar, int maxClasses, Map<String, byte[]> classes)
      throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements() && classes.size() < maxClasses) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.endsWith(".class")
            && !name.startsWith("META-INF/")
            && !name.endsWith("module-info.class")
            && !name.endsWith("package-info.class")) {
          try (InputStream in = zip.getInputStream(entry)) {
            classes.putIfAbsent(name.substring(0, name.length() - 6), in.readAllBytes());
          }
        }
      }
    }
  }
}
