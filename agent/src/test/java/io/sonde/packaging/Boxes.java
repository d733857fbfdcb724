package io.sonde.packaging;

import static net.bytebuddy.jar.asm.Opcodes.F2D;
import static net.bytebuddy.jar.asm.Opcodes.I2D;
import static net.bytebuddy.jar.asm.Opcodes.I2F;
import static net.bytebuddy.jar.asm.Opcodes.I2L;
import static net.bytebuddy.jar.asm.Opcodes.L2D;
import static net.bytebuddy.jar.asm.Opcodes.L2F;
import static net.bytebuddy.jar.asm.Opcodes.NOP;

import java.util.Map;
import net.bytebuddy.jar.asm.Type;

/** Primitive types, their boxes, and what makes one wider. */
final class Boxes {

  private static final Map<Type, String> BOXES =
      Map.of(
          Type.BOOLEAN_TYPE, "java/lang/Boolean",
          Type.CHAR_TYPE, "java/lang/Character",
          Type.BYTE_TYPE, "java/lang/Byte",
          Type.SHORT_TYPE, "java/lang/Short",
          Type.INT_TYPE, "java/lang/Integer",
          Type.LONG_TYPE, "java/lang/Long",
          Type.FLOAT_TYPE, "java/lang/Float",
          Type.DOUBLE_TYPE, "java/lang/Double");

  private Boxes() {}

  /** The internal name of the box of a primitive type. */
  static String boxOf(Type primitive) {
    String box = BOXES.get(primitive);
    if (box == null) {
      throw new IllegalStateException("no box for " + primitive);
    }
    return box;
  }

  static boolean isBox(Type type) {
    return type.getSort() == Type.OBJECT && BOXES.containsValue(type.getInternalName());
  }

  static Type primitiveOf(Type box) {
    for (Map.Entry<Type, String> entry : BOXES.entrySet()) {
      if (entry.getValue().equals(box.getInternalName())) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException(box + " is no box");
  }

  /** The opcode that widens, {@code NOP} if none is needed, -1 if it would not be widening. */
  static int widening(Type from, Type to) {
    boolean small = from.getSort() >= Type.CHAR && from.getSort() <= Type.INT;
    return switch (to.getSort()) {
      case Type.SHORT -> from.equals(Type.BYTE_TYPE) ? NOP : -1;
      case Type.INT -> small ? NOP : -1;
      case Type.LONG -> small ? I2L : -1;
      case Type.FLOAT -> small ? I2F : from.equals(Type.LONG_TYPE) ? L2F : -1;
      case Type.DOUBLE -> {
        if (small) {
          yield I2D;
        }
        yield from.equals(Type.LONG_TYPE) ? L2D : from.equals(Type.FLOAT_TYPE) ? F2D : -1;
      }
      default -> -1;
    };
  }
}
