package io.sonde.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.sonde.agent.config.Options;
import io.sonde.bootstrap.SondeHook;
import io.sonde.exporters.registry.SondeMeterRegistry;
import io.sonde.profiler.Profiler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlainClassesTest {

  /** Defines what it is given, in preference to its parent. */
  private static final class Defining extends ClassLoader {

    private final Map<String, byte[]> classes;

    Defining(Map<String, byte[]> classes) {
      super(PlainClassesTest.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        byte[] bytes = classes.get(name.replace('.', '/'));
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && bytes != null) {
          loaded = defineClass(name, bytes, 0, bytes.length);
        }
        return loaded != null ? loaded : super.loadClass(name, resolve);
      }
    }
  }

  private static Map<String, byte[]> classesOf(Class<?> outer) throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : classesBeside(outer).entrySet()) {
      if ((entry.getKey() + "$").startsWith(outer.getName().replace('.', '/') + "$")) {
        all.put(entry.getKey(), entry.getValue());
      }
    }
    return all;
  }

  /** All classes of the folder or jar that a class is from. */
  private static Map<String, byte[]> classesBeside(Class<?> type) throws IOException {
    URI place = URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
    Path path = Path.of(place);
    if (Files.isDirectory(path)) {
      return classesBelow(path);
    }
    try (FileSystem jar = FileSystems.newFileSystem(path)) {
      return classesBelow(jar.getPath("/"));
    }
  }

  private static Map<String, byte[]> classesBelow(Path root) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString();
        if (!name.startsWith("META-INF") && !name.endsWith("-info.class")) {
          try (InputStream in = Files.newInputStream(file)) {
            classes.put(name.substring(0, name.length() - ".class".length()), in.readAllBytes());
          }
        }
      }
    }
    return classes;
  }

  private static List<String> callSites(Map<String, byte[]> classes) {
    List<String> sites = new ArrayList<>();
    classes.forEach(
        (name, bytes) ->
            new ClassReader(bytes)
                .accept(
                    new ClassVisitor(Opcodes.ASM9) {
                      @Override
                      public MethodVisitor visitMethod(
                          int access,
                          String method,
                          String descriptor,
                          @Nullable String signature,
                          String @Nullable [] exceptions) {
                        return new MethodVisitor(Opcodes.ASM9) {
                          @Override
                          public void visitInvokeDynamicInsn(
                              String called, String shape, Handle maker, Object... constants) {
                            sites.add(maker.getOwner() + "." + maker.getName() + " in " + name);
                          }
                        };
                      }
                    },
                    0));
    return sites;
  }

  @Test
  void plain_everyShape_doesWhatTheOriginalDoes() throws Exception {
    Map<String, byte[]> plain = PlainClasses.plain(classesOf(PlainSamples.class));
    Class<?> rewritten = new Defining(plain).loadClass(PlainSamples.class.getName());
    assertThat(rewritten).isNotSameAs(PlainSamples.class);

    Supplier<?> samples = (Supplier<?>) rewritten.getConstructor().newInstance();

    assertThat((List<?>) samples.get()).hasSize(37).isEqualTo(new PlainSamples().get());
    assertThat(callSites(plain)).noneMatch(site -> site.contains("LambdaMetafactory.metafactory"));
    assertThat(callSites(plain)).noneMatch(site -> site.contains("ObjectMethods"));
  }

  @Test
  void plain_classWithoutLambdas_staysAsItIs() throws Exception {
    Map<String, byte[]> classes = classesOf(Boxes.class);

    assertThat(PlainClasses.plain(classes)).isEqualTo(classes);
  }

  @Test
  void plain_allThatTheJarHolds_links() throws Exception {
    Map<String, byte[]> classes = new TreeMap<>();
    for (Class<?> type :
        List.of(
            Options.class,
            SondeHook.class,
            SondeMeterRegistry.class,
            Profiler.class,
            MeterRegistry.class)) {
      classes.putAll(classesBeside(type));
    }
    Map<String, byte[]> plain = PlainClasses.plain(classes);
    assertThat(plain).hasSizeGreaterThan(classes.size() + 500);

    Defining loader = new Defining(plain);
    List<String> broken = new ArrayList<>();
    for (String name : plain.keySet()) {
      try {
        Class<?> type = loader.loadClass(name.replace('/', '.'));
        // asking for members links a class and does not initialise it
        assertThat(type.getDeclaredMethods()).isNotNull();
        assertThat(type.getNestHost().getNestMembers()).contains(type);
      } catch (NoClassDefFoundError e) {
        // for a library that is not there; the original does not link either
        if (!name.startsWith("io/micrometer/")) {
          broken.add(name + ": " + e);
        }
      } catch (LinkageError e) {
        broken.add(name + ": " + e);
      }
    }
    assertThat(broken).isEmpty();
  }
}
