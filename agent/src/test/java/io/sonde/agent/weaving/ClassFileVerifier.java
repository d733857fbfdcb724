package io.sonde.agent.weaving;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verifier of {@code java.lang.classfile} (JDK 24 and later), which loads nothing; supertypes
 * are looked up among given classes and in the JDK. Reflective, for this is compiled for 17.
 */
final class ClassFileVerifier {

  private final Object classFile;
  private final Method verify;

  /** With the classes that supertypes may be among, by internal name. */
  ClassFileVerifier(Map<String, byte[]> classes) throws ReflectiveOperationException {
    Class<?> resolverType = Class.forName("java.lang.classfile.ClassHierarchyResolver");
    Function<Object, @Nullable InputStream> streams = type -> stream(classes, type);
    Object given =
        resolverType.getMethod("ofResourceParsing", Function.class).invoke(null, streams);
    Object platform = resolverType.getMethod("defaultResolver").invoke(null);
    Object both = resolverType.getMethod("orElse", resolverType).invoke(given, platform);
    Object cached = resolverType.getMethod("cached").invoke(both);

    Class<?> optionType =
        Class.forName("java.lang.classfile.ClassFile$ClassHierarchyResolverOption");
    Object option = optionType.getMethod("of", resolverType).invoke(null, cached);
    Class<?> fileType = Class.forName("java.lang.classfile.ClassFile");
    Object options = Array.newInstance(Class.forName("java.lang.classfile.ClassFile$Option"), 1);
    Array.set(options, 0, option);
    classFile = fileType.getMethod("of", options.getClass()).invoke(null, options);
    verify = fileType.getMethod("verify", byte[].class);
  }

  private static @Nullable InputStream stream(Map<String, byte[]> classes, Object type) {
    // a java.lang.constant.ClassDesc: "Ljava/lang/String;"
    String descriptor = ((java.lang.constant.ClassDesc) type).descriptorString();
    byte[] bytes = classes.get(descriptor.substring(1, descriptor.length() - 1));
    return bytes != null ? new ByteArrayInputStream(bytes) : null;
  }

  /** What is wrong with a class; empty if nothing is. */
  List<String> errors(byte[] bytes) {
    try {
      return ((List<?>) verify.invoke(classFile, bytes)).stream().map(String::valueOf).toList();
    } catch (InvocationTargetException e) {
      return List.of(String.valueOf(e.getCause()));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
