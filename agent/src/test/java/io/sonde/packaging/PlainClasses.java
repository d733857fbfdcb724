package io.sonde.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;

/**
 * The build's step that turns lambdas, method references and the methods of records into plain
 * classes and code.
 *
 * <p>The JVM makes them when they are first run, each by a class written with its own class writer
 * and interpreted forms of calls, before anything is compiled. What is written here does the same
 * when it is loaded. Lambdas that can be serialised stay as they are.
 */
public final class PlainClasses {

  private PlainClasses() {}

  /**
   * Rewrites the class files below a folder.
   *
   * @param arguments the folder
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        classes.put(new ClassReader(bytes).getClassName(), bytes);
      }
    }
    Map<String, byte[]> plain = plain(classes);
    for (Map.Entry<String, byte[]> entry : plain.entrySet()) {
      Path file = folder.resolve(entry.getKey() + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
    System.out.println(
        (plain.size() - classes.size()) + " classes made of the lambdas of " + classes.size());
  }

  /** The classes rewritten, with those that took the place of lambdas; by internal name. */
  static Map<String, byte[]> plain(Map<String, byte[]> classes) {
    Map<String, byte[]> plain = new TreeMap<>();
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
      PlainClass rewritten = PlainClass.of(entry.getValue());
      plain.put(entry.getKey(), rewritten.bytes());
      plain.putAll(rewritten.made());
      members
          .computeIfAbsent(rewritten.nestHost(), host -> new ArrayList<>())
          .addAll(rewritten.made().keySet());
    }
    members.forEach(
        (host, made) -> {
          byte[] bytes = plain.get(host);
          if (bytes == null) {
            throw new IllegalStateException("no class " + host + ", host of " + made);
          }
          plain.put(host, PlainClass.withNestMembers(bytes, made));
        });
    return plain;
  }
}
