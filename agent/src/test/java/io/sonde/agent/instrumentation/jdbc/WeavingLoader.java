package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Defines the classes of the test class path anew, woven by the rules of technologies.
 *
 * <p>Classes whose names start with one of the prefixes are defined here, the others come from the
 * parent, so that woven code and tests share the hook.
 */
public final class WeavingLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final List<String> prefixes;
  private final List<TypeRule> rules = new ArrayList<>();
  private final ClassFileLocator locator;
  private final TypePool types;

  public WeavingLoader(List<String> prefixes, Technology... technologies) {
    super(WeavingLoader.class.getClassLoader());
    this.prefixes = prefixes;
    for (Technology technology : technologies) {
      rules.addAll(technology.types());
    }
    this.locator = ClassFileLocator.ForClassLoader.of(getParent());
    this.types = TypePool.Default.of(locator);
  }

  /** A new object of a class of this loader. */
  public <T> T make(String className, Class<T> type) {
    try {
      return type.cast(loadClass(className).getConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(className, e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (prefixes.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = getParent().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      byte[] woven = woven(name, bytes);
      byte[] defined = woven == null ? bytes : woven;
      return defineClass(name, defined, 0, defined.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte @Nullable [] woven(String name, byte[] bytes) {
    List<MethodRule> methods = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (TypeRule rule : rules) {
      if (rule.names().contains(name) || rule.markers().stream().anyMatch(text::contains)) {
        methods.addAll(rule.methods());
      }
    }
    methods.removeIf(rule -> !text.contains(rule.name()) || !text.contains(rule.descriptor()));
    TypeDescription type = types.describe(name).resolve();
    if (methods.isEmpty() || type.isInterface()) {
      return null;
    }
    DynamicType.Builder<?> builder = new ByteBuddy().decorate(type, locator);
    Set<String> advices = new LinkedHashSet<>();
    methods.forEach(rule -> advices.add(rule.advice()));
    for (String advice : advices) {
      builder = builder.visit(advice(advice).on(matching(methods, advice)));
    }
    return builder.make().getBytes();
  }

  private static Advice advice(String name) {
    try {
      return Advice.to(Class.forName(name));
    } catch (ClassNotFoundException e) {
      throw new LinkageError(name, e);
    }
  }

  private static ElementMatcher<MethodDescription> matching(List<MethodRule> rules, String advice) {
    ElementMatcher.Junction<MethodDescription> any = ElementMatchers.none();
    for (MethodRule rule : rules) {
      if (rule.advice().equals(advice)) {
        any =
            any.or(
                ElementMatchers.named(rule.name())
                    .and(ElementMatchers.hasDescriptor(rule.descriptor())));
      }
    }
    return any.and(ElementMatchers.not(ElementMatchers.isAbstract()))
        .and(ElementMatchers.not(ElementMatchers.isNative()));
  }
}
