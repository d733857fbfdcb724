package io.sonde.agent.instrumentation;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * A field, private as a rule, of a class of a library, which is the application's and is never
 * linked; for what no public method tells. What cannot be found or read yields null.
 *
 * <p>What is kept with a class of the application ({@link ClassValue}) is a reflected field: it
 * keeps nothing of ours alive.
 */
public final class LibraryField {

  private final String name;
  private final ClassValue<@Nullable Field> fields =
      new ClassValue<>() {
        @Override
        protected @Nullable Field computeValue(Class<?> holder) {
          return find(holder);
        }
      };

  /** Names a field of whichever class of the object's declares one of that name first. */
  public LibraryField(String name) {
    this.name = name;
  }

  /** The field's value, numbers boxed; null if it is not known. */
  public @Nullable Object get(@Nullable Object target) {
    Field field = target == null ? null : fields.get(target.getClass());
    if (field == null) {
      return null;
    }
    try {
      return field.get(target);
    } catch (IllegalAccessException | RuntimeException notKnown) {
      return null;
    }
  }

  private @Nullable Field find(Class<?> holder) {
    for (Class<?> c = holder; c != null; c = c.getSuperclass()) {
      try {
        Field field = c.getDeclaredField(name);
        field.setAccessible(true);
        return field;
      } catch (NoSuchFieldException further) {
        // perhaps the class above it has one
      } catch (RuntimeException | LinkageError otherVersion) {
        return null;
      }
    }
    return null;
  }
}
