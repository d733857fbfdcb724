package io.sonde.agent.weaving;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What a rule marked by {@link Marker} may or may not match, and class files of it. */
final class GlanceSamples {

  /** The descriptor that the tests' rule wants. */
  static final String DESCRIPTOR = "(Ljava/lang/Object;)Ljava/lang/Object;";

  private GlanceSamples() {}

  static byte[] bytes(Class<?> type) {
    try (InputStream in =
        type.getClassLoader().getResourceAsStream(internalName(type) + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  /** Has the marker and the method. */
  static class Matching implements Marker {
    @Override
    public Object call(Object argument) {
      return argument;
    }

    long other(long value, double more) {
      return value * 0x123456789AL + (long) (more * 1.25e300);
    }
  }

  /** Has the method in other shapes only. */
  static class OtherDescriptor {
    Marker call(Marker argument) {
      return argument;
    }

    Object called(Object argument) {
      return argument;
    }
  }

  /** Has the marker in a text only, and no such method. */
  static class TextOnly {
    String text() {
      return "io/sonde/agent/weaving/Marker";
    }
  }

  /** Has the method without the marker. */
  static class Unmarked {
    Object call(Object argument) {
      return argument;
    }
  }

  /** Has no body to weave. */
  abstract static class WithoutBody implements Marker {
    @Override
    public abstract Object call(Object argument);
  }

  /** Has no receiver. */
  static class WithStatic {
    static Object call(Object argument) {
      return argument instanceof Marker;
    }
  }

  /** Has a body, but is an interface. */
  interface WithDefault extends Marker {
    @Override
    default Object call(Object argument) {
      return argument;
    }
  }
}
