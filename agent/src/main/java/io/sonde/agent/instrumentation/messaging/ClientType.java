package io.sonde.agent.instrumentation.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A type of a client library, by its name: it is the application's and is never linked. */
public final class ClientType {

  private final List<String> names;

  /** What is kept with the application's classes is the JDK's. */
  private final ClassValue<Boolean> known =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isNamed(type);
        }
      };

  /**
   * Names a type.
   *
   * @param names its binary names, where a library has it under several
   */
  public ClientType(String... names) {
    this.names = List.of(names);
  }

  /** Whether an object is of the type. */
  public boolean isOf(@Nullable Object object) {
    return object != null && known.get(object.getClass());
  }

  private boolean isNamed(Class<?> from) {
    for (Class<?> c = from; c != null; c = c.getSuperclass()) {
      if (names.contains(c.getName())) {
        return true;
      }
      for (Class<?> implemented : c.getInterfaces()) {
        if (isNamed(implemented)) {
          return true;
        }
      }
    }
    return false;
  }
}
