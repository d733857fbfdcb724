package io.sonde.agent.instrumentation.servlet;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.TypeRule;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * A loader that defines its own copy of a server, of its jars or else of the test class path, and
 * weaves it by the rules of {@link ServletInstrumentation}.
 */
final class WeavingLoader extends URLClassLoader {

  private final boolean javax;
  private final List<TypeRule> rules = new ServletInstrumentation().types();
  private final ClassLoader tests = WeavingLoader.class.getClassLoader();
  private final AtomicInteger wovenMethods = new AtomicInteger();

  /**
   * @param jars the server, looked into first
   * @param javax whether classes of the tests, compiled against {@code jakarta.servlet}, become
   *     classes of {@code javax.servlet}
   */
  WeavingLoader(URL[] jars, boolean javax) {
    super(jars, ClassLoader.getPlatformClassLoader());
    this.javax = javax;
  }

  int wovenMethods() {
    return wovenMethods.get();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith("io.sonde.bootstrap.")) {
      return tests.loadClass(name);
    }
    byte[] original = classFile(name);
    if (original == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] bytes = weave(name, original);
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : tests.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return getURLs().length == 0 ? tests.getResources(name) : findResources(name);
  }

  private byte @Nullable [] classFile(String name) {
    String path = name.replace('.', '/') + ".class";
    boolean ours = name.startsWith("io.sonde.");
    URL url = ours ? tests.getResource(path) : findResource(path);
    if (url == null && getURLs().length == 0) {
      url = tests.getResource(path);
    }
    if (url == null) {
      return null;
    }
    try (InputStream in = url.openStream()) {
      byte[] bytes = in.readAllBytes();
      return ours && javax ? JavaxClasses.of(bytes) : bytes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] weave(String name, byte[] original) {
    String pool = new String(original, StandardCharsets.ISO_8859_1);
    AsmVisitorWrapper.ForDeclaredMethods visitor = new AsmVisitorWrapper.ForDeclaredMethods();
    boolean matched = false;
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(name, original),
            ClassFileLocator.ForClassLoader.of(tests),
            new ClassFileLocator.ForUrl(getURLs()));
    TypeDescription type = null;
    for (TypeRule rule : rules) {
      if (rule.markers().stream().noneMatch(pool::contains)) {
        continue;
      }
      type =
          type != null
              ? type
              : new TypePool.Default(
                      TypePool.CacheProvider.Simple.withObjectType(),
                      locator,
                      TypePool.Default.ReaderMode.FAST)
                  .describe(name)
                  .resolve();
      for (MethodRule method : rule.methods()) {
        int found =
            type.getDeclaredMethods()
                .filter(
                    ElementMatchers.named(method.name())
                        .and(ElementMatchers.hasDescriptor(method.descriptor()))
                        .and(ElementMatchers.not(ElementMatchers.isAbstract())))
                .size();
        if (found > 0) {
          wovenMethods.addAndGet(found);
          matched = true;
          visitor =
              visitor.method(
                  ElementMatchers.named(method.name())
                      .and(ElementMatchers.hasDescriptor(method.descriptor())),
                  advice(method.advice()));
        }
      }
    }
    if (!matched || type == null) {
      return original;
    }
    return new ByteBuddy()
        .with(TypeValidation.DISABLED)
        .decorate(type, locator)
        .visit(visitor)
        .make()
        .getBytes();
  }

  private Advice advice(String className) {
    try {
      return Advice.to(Class.forName(className, false, tests));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
