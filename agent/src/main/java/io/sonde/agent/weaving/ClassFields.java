package io.sonde.agent.weaving;

import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/** The fields that a class declares, as far as advice may read them. */
final class ClassFields {

  private final String owner;
  private final Map<String, String> descriptors = new HashMap<>();
  private final Map<String, Boolean> statics = new HashMap<>();

  /**
   * Of a class without fields.
   *
   * @param owner its internal name
   */
  ClassFields(String owner) {
    this.owner = owner;
  }

  void add(int access, String name, String descriptor) {
    descriptors.put(name, descriptor);
    statics.put(name, (access & Opcodes.ACC_STATIC) != 0);
  }

  /**
   * The descriptor of a field.
   *
   * @throws IllegalStateException if the class declares no such field, or one of a primitive type
   */
  String descriptor(@Nullable String name) {
    String descriptor = descriptors.get(name);
    if (descriptor == null || descriptor.length() == 1) {
      throw new IllegalStateException(owner + " declares no field " + name + " that is an object");
    }
    return descriptor;
  }

  boolean isStatic(@Nullable String name) {
    return Boolean.TRUE.equals(statics.get(name));
  }
}
