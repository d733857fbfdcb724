package io.sonde.agent.safety;

import java.io.IOException;
import java.io.ObjectStreamClass;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A host that prints all that reflection and serialisation can tell of the classes named as
 * arguments: when it starts, and again after its input has ended.
 */
final class ShapeDump {

  private ShapeDump() {}

  public static void main(String[] names) throws IOException, ClassNotFoundException {
    dump(names);
    EndOfInput.await();
    dump(names);
  }

  private static void dump(String[] names) throws ClassNotFoundException {
    for (String name : names) {
      List<String> lines = new ArrayList<>();
      // initialised as in real life, for default serialVersionUIDs look at the initialiser
      Class<?> type = Class.forName(name);
      describe(type, lines);
      lines.sort(null);
      System.out.println(name);
      lines.forEach(System.out::println);
    }
  }

  private static void describe(Class<?> type, List<String> lines) {
    lines.add("class " + type.toGenericString() + annotations(type));
    lines.add("superclass " + type.getGenericSuperclass());
    lines.add("annotated superclass " + type.getAnnotatedSuperclass());
    lines.add("interfaces " + Arrays.toString(type.getGenericInterfaces()));
    lines.add("nest " + type.getNestHost() + Arrays.toString(type.getNestMembers()));
    lines.add("enclosing " + type.getEnclosingClass() + " " + type.getEnclosingMethod());
    lines.add("nested " + sorted(type.getDeclaredClasses()));
    lines.add("permitted " + Arrays.toString(type.getPermittedSubclasses()));
    lines.add("module " + type.getModule().getName() + ", " + type.getPackage());
    lines.add("protection domain " + type.getProtectionDomain().getCodeSource());
    ObjectStreamClass stream = ObjectStreamClass.lookup(type);
    lines.add("stream " + (stream == null ? "none" : stream.getSerialVersionUID()));
    if (stream != null) {
      lines.add("stream fields " + Arrays.toString(stream.getFields()));
    }
    for (Field field : type.getDeclaredFields()) {
      lines.add("field " + field.toGenericString() + field.isSynthetic() + annotations(field));
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      lines.add("constructor " + executable(constructor));
    }
    for (Method method : type.getDeclaredMethods()) {
      lines.add("method " + executable(method) + method.isBridge() + method.isDefault());
    }
  }

  private static String executable(Executable executable) {
    return executable.toGenericString()
        + Integer.toHexString(executable.getModifiers())
        + executable.isSynthetic()
        + executable.isVarArgs()
        + annotations(executable)
        + Arrays.deepToString(executable.getParameterAnnotations())
        + Arrays.toString(executable.getParameters())
        + executable.getAnnotatedReturnType();
  }

  private static String annotations(AnnotatedElement element) {
    return Arrays.toString(element.getDeclaredAnnotations());
  }

  private static List<String> sorted(Class<?>[] types) {
    return Arrays.stream(types).map(Class::getName).sorted().toList();
  }
}
