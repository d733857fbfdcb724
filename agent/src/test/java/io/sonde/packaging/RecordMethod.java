package io.sonde.packaging;

import static net.bytebuddy.jar.asm.Opcodes.ACC_PRIVATE;
import static net.bytebuddy.jar.asm.Opcodes.ACC_STATIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_SYNTHETIC;
import static net.bytebuddy.jar.asm.Opcodes.ALOAD;
import static net.bytebuddy.jar.asm.Opcodes.ARETURN;
import static net.bytebuddy.jar.asm.Opcodes.ASTORE;
import static net.bytebuddy.jar.asm.Opcodes.BIPUSH;
import static net.bytebuddy.jar.asm.Opcodes.CHECKCAST;
import static net.bytebuddy.jar.asm.Opcodes.DUP;
import static net.bytebuddy.jar.asm.Opcodes.GETFIELD;
import static net.bytebuddy.jar.asm.Opcodes.IADD;
import static net.bytebuddy.jar.asm.Opcodes.ICONST_0;
import static net.bytebuddy.jar.asm.Opcodes.ICONST_1;
import static net.bytebuddy.jar.asm.Opcodes.IFEQ;
import static net.bytebuddy.jar.asm.Opcodes.IFNE;
import static net.bytebuddy.jar.asm.Opcodes.IMUL;
import static net.bytebuddy.jar.asm.Opcodes.INSTANCEOF;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESPECIAL;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEVIRTUAL;
import static net.bytebuddy.jar.asm.Opcodes.IRETURN;
import static net.bytebuddy.jar.asm.Opcodes.NEW;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * {@code equals}, {@code hashCode} or {@code toString} of a record as code, with the results of
 * {@link java.lang.runtime.ObjectMethods}.
 */
final class RecordMethod {

  private static final String OBJECTS = "java/util/Objects";
  private static final String BUILDER = "java/lang/StringBuilder";
  private static final String APPEND = "append";

  private final String owner;
  private final String method;
  private final String shape;
  private final List<Handle> fields = new ArrayList<>();
  private final String[] names;

  /**
   * A method for a call site.
   *
   * @param constants the bootstrap method's: the record's class, the names of its components with
   *     semicolons between, and how each is read
   */
  RecordMethod(String owner, String method, String shape, Object[] constants) {
    this.owner = owner;
    this.method = method;
    this.shape = shape;
    String list = (String) constants[1];
    this.names = list.isEmpty() ? new String[0] : list.split(";", -1);
    for (Object getter : Arrays.asList(constants).subList(2, constants.length)) {
      fields.add((Handle) getter);
    }
  }

  String name() {
    return "record$" + method;
  }

  void write(ClassWriter writer) {
    MethodVisitor code =
        writer.visitMethod(ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC, name(), shape, null, null);
    code.visitCode();
    switch (method) {
      case "hashCode" -> writeHashCode(code);
      case "equals" -> writeEquals(code);
      case "toString" -> writeToString(code);
      default -> throw new IllegalStateException(method + " of " + owner);
    }
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void read(MethodVisitor code, int local, Handle field) {
    code.visitVarInsn(ALOAD, local);
    code.visitFieldInsn(GETFIELD, owner, field.getName(), field.getDesc());
  }

  private static boolean isPrimitive(Handle field) {
    return Type.getType(field.getDesc()).getSort() < Type.ARRAY;
  }

  private void writeHashCode(MethodVisitor code) {
    code.visitInsn(ICONST_0);
    for (Handle field : fields) {
      code.visitIntInsn(BIPUSH, 31);
      code.visitInsn(IMUL);
      read(code, 0, field);
      if (isPrimitive(field)) {
        String box = Boxes.boxOf(Type.getType(field.getDesc()));
        code.visitMethodInsn(INVOKESTATIC, box, "hashCode", "(" + field.getDesc() + ")I", false);
      } else {
        code.visitMethodInsn(INVOKESTATIC, OBJECTS, "hashCode", "(Ljava/lang/Object;)I", false);
      }
      code.visitInsn(IADD);
    }
    code.visitInsn(IRETURN);
  }

  private void writeEquals(MethodVisitor code) {
    Label differs = new Label();
    code.visitVarInsn(ALOAD, 1);
    code.visitTypeInsn(INSTANCEOF, owner);
    code.visitJumpInsn(IFEQ, differs);
    for (Handle field : fields) {
      read(code, 0, field);
      code.visitVarInsn(ALOAD, 1);
      code.visitTypeInsn(CHECKCAST, owner);
      code.visitFieldInsn(GETFIELD, owner, field.getName(), field.getDesc());
      if (isPrimitive(field)) {
        String box = Boxes.boxOf(Type.getType(field.getDesc()));
        String two = field.getDesc() + field.getDesc();
        code.visitMethodInsn(INVOKESTATIC, box, "compare", "(" + two + ")I", false);
        code.visitJumpInsn(IFNE, differs);
      } else {
        code.visitMethodInsn(
            INVOKESTATIC, OBJECTS, "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z", false);
        code.visitJumpInsn(IFEQ, differs);
      }
    }
    code.visitInsn(ICONST_1);
    code.visitInsn(IRETURN);
    code.visitLabel(differs);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(ICONST_0);
    code.visitInsn(IRETURN);
  }

  private void writeToString(MethodVisitor code) {
    code.visitTypeInsn(NEW, BUILDER);
    code.visitInsn(DUP);
    code.visitMethodInsn(INVOKESPECIAL, BUILDER, "<init>", "()V", false);
    code.visitVarInsn(ASTORE, 1);
    String simple = simpleName();
    for (int i = 0; i < names.length; i++) {
      append(code, (i == 0 ? simple + "[" : ", ") + names[i] + "=");
      code.visitVarInsn(ALOAD, 1);
      read(code, 0, fields.get(i));
      String value = fields.get(i).getDesc();
      String type = isPrimitive(fields.get(i)) ? widest(value) : "Ljava/lang/Object;";
      code.visitMethodInsn(
          INVOKEVIRTUAL, BUILDER, APPEND, "(" + type + ")L" + BUILDER + ";", false);
      code.visitInsn(Opcodes.POP);
    }
    append(code, names.length == 0 ? simple + "[]" : "]");
    code.visitVarInsn(ALOAD, 1);
    code.visitMethodInsn(INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
    code.visitInsn(ARETURN);
  }

  /** A class within a method has a number before its name. */
  private String simpleName() {
    int at = Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1;
    while (Character.isDigit(owner.charAt(at))) {
      at++;
    }
    return owner.substring(at);
  }

  /** The parameter that {@code append} has for a primitive type. */
  private static String widest(String primitive) {
    return primitive.equals("B") || primitive.equals("S") ? "I" : primitive;
  }

  private static void append(MethodVisitor code, String text) {
    code.visitVarInsn(ALOAD, 1);
    code.visitLdcInsn(text);
    code.visitMethodInsn(
        INVOKEVIRTUAL, BUILDER, APPEND, "(Ljava/lang/String;)L" + BUILDER + ";", false);
    code.visitInsn(Opcodes.POP);
  }
}
