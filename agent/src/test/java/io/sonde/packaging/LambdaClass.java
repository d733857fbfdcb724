package io.sonde.packaging;

import static net.bytebuddy.jar.asm.Opcodes.ACC_FINAL;
import static net.bytebuddy.jar.asm.Opcodes.ACC_PRIVATE;
import static net.bytebuddy.jar.asm.Opcodes.ACC_PUBLIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_STATIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_SUPER;
import static net.bytebuddy.jar.asm.Opcodes.ACC_SYNTHETIC;
import static net.bytebuddy.jar.asm.Opcodes.ALOAD;
import static net.bytebuddy.jar.asm.Opcodes.ARETURN;
import static net.bytebuddy.jar.asm.Opcodes.CHECKCAST;
import static net.bytebuddy.jar.asm.Opcodes.DUP;
import static net.bytebuddy.jar.asm.Opcodes.GETFIELD;
import static net.bytebuddy.jar.asm.Opcodes.GETSTATIC;
import static net.bytebuddy.jar.asm.Opcodes.H_INVOKEINTERFACE;
import static net.bytebuddy.jar.asm.Opcodes.H_INVOKESPECIAL;
import static net.bytebuddy.jar.asm.Opcodes.H_INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.H_INVOKEVIRTUAL;
import static net.bytebuddy.jar.asm.Opcodes.H_NEWINVOKESPECIAL;
import static net.bytebuddy.jar.asm.Opcodes.ILOAD;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEINTERFACE;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESPECIAL;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEVIRTUAL;
import static net.bytebuddy.jar.asm.Opcodes.IRETURN;
import static net.bytebuddy.jar.asm.Opcodes.NEW;
import static net.bytebuddy.jar.asm.Opcodes.POP;
import static net.bytebuddy.jar.asm.Opcodes.POP2;
import static net.bytebuddy.jar.asm.Opcodes.PUTFIELD;
import static net.bytebuddy.jar.asm.Opcodes.PUTSTATIC;
import static net.bytebuddy.jar.asm.Opcodes.RETURN;
import static net.bytebuddy.jar.asm.Opcodes.V17;

import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Type;

/**
 * The class of one lambda or method reference: what {@link
 * java.lang.invoke.LambdaMetafactory#metafactory} would make, with its conversions.
 *
 * <p>One that captures nothing is one object.
 */
final class LambdaClass {

  /** The static method that takes what is captured and gives the object. */
  static final String FACTORY = "of";

  private static final String ONLY = "ONLY";
  private static final String OBJECT = "java/lang/Object";

  private final String nestHost;
  private final String name;
  private final String method;
  private final Type shape;
  private final Type erased;
  private final Handle body;
  private final Type exact;

  /**
   * A class for a call site.
   *
   * @param method of the functional interface
   * @param shape what is captured, and the interface
   * @param constants the bootstrap method's: the interface's method erased, the body, the
   *     interface's method as it is used here
   */
  LambdaClass(String nestHost, String name, String method, String shape, Object[] constants) {
    this.nestHost = nestHost;
    this.name = name;
    this.method = method;
    this.shape = Type.getMethodType(shape);
    this.erased = (Type) constants[0];
    this.body = (Handle) constants[1];
    this.exact = (Type) constants[2];
  }

  byte[] bytes() {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        V17,
        ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC,
        name,
        null,
        OBJECT,
        new String[] {shape.getReturnType().getInternalName()});
    writer.visitNestHost(nestHost);
    Type[] captured = shape.getArgumentTypes();
    for (int i = 0; i < captured.length; i++) {
      writer
          .visitField(ACC_PRIVATE | ACC_FINAL, field(i), captured[i].getDescriptor(), null, null)
          .visitEnd();
    }
    writeConstructor(writer, captured);
    writeFactory(writer, captured);
    writeMethod(writer, captured);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static String field(int i) {
    return "captured" + i;
  }

  private void writeConstructor(ClassWriter writer, Type[] captured) {
    String descriptor = Type.getMethodDescriptor(Type.VOID_TYPE, captured);
    MethodVisitor code = writer.visitMethod(ACC_PRIVATE, "<init>", descriptor, null, null);
    code.visitCode();
    code.visitVarInsn(ALOAD, 0);
    code.visitMethodInsn(INVOKESPECIAL, OBJECT, "<init>", "()V", false);
    int local = 1;
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(ALOAD, 0);
      code.visitVarInsn(captured[i].getOpcode(ILOAD), local);
      code.visitFieldInsn(PUTFIELD, name, field(i), captured[i].getDescriptor());
      local += captured[i].getSize();
    }
    code.visitInsn(RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void writeFactory(ClassWriter writer, Type[] captured) {
    Type self = Type.getObjectType(name);
    if (captured.length == 0) {
      writer
          .visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, ONLY, self.getDescriptor(), null, null)
          .visitEnd();
      MethodVisitor code = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
      code.visitCode();
      code.visitTypeInsn(NEW, name);
      code.visitInsn(DUP);
      code.visitMethodInsn(INVOKESPECIAL, name, "<init>", "()V", false);
      code.visitFieldInsn(PUTSTATIC, name, ONLY, self.getDescriptor());
      code.visitInsn(RETURN);
      code.visitMaxs(0, 0);
      code.visitEnd();
    }
    MethodVisitor code = writer.visitMethod(ACC_STATIC, FACTORY, shape.getDescriptor(), null, null);
    code.visitCode();
    if (captured.length == 0) {
      code.visitFieldInsn(GETSTATIC, name, ONLY, self.getDescriptor());
    } else {
      code.visitTypeInsn(NEW, name);
      code.visitInsn(DUP);
      int local = 0;
      for (Type type : captured) {
        code.visitVarInsn(type.getOpcode(ILOAD), local);
        local += type.getSize();
      }
      String descriptor = Type.getMethodDescriptor(Type.VOID_TYPE, captured);
      code.visitMethodInsn(INVOKESPECIAL, name, "<init>", descriptor, false);
    }
    code.visitInsn(ARETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void writeMethod(ClassWriter writer, Type[] captured) {
    MethodVisitor code = writer.visitMethod(ACC_PUBLIC, method, erased.getDescriptor(), null, null);
    code.visitCode();
    if (body.getTag() == H_NEWINVOKESPECIAL) {
      code.visitTypeInsn(NEW, body.getOwner());
      code.visitInsn(DUP);
    }
    Type[] wanted = wanted();
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(ALOAD, 0);
      code.visitFieldInsn(GETFIELD, name, field(i), captured[i].getDescriptor());
      convert(code, captured[i], wanted[i]);
    }
    Type[] given = erased.getArgumentTypes();
    Type[] used = exact.getArgumentTypes();
    int local = 1;
    for (int i = 0; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(ILOAD), local);
      local += given[i].getSize();
      convert(code, given[i], used[i]);
      convert(code, used[i], wanted[captured.length + i]);
    }
    code.visitMethodInsn(
        opcode(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
    Type result =
        body.getTag() == H_NEWINVOKESPECIAL
            ? Type.getObjectType(body.getOwner())
            : Type.getReturnType(body.getDesc());
    giveBack(code, result);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /** What the body takes, its receiver included. */
  private Type[] wanted() {
    Type[] arguments = Type.getArgumentTypes(body.getDesc());
    if (body.getTag() == H_INVOKESTATIC || body.getTag() == H_NEWINVOKESPECIAL) {
      return arguments;
    }
    Type[] all = new Type[arguments.length + 1];
    all[0] = Type.getObjectType(body.getOwner());
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  private int opcode() {
    return switch (body.getTag()) {
      case H_INVOKESTATIC -> INVOKESTATIC;
      case H_NEWINVOKESPECIAL -> INVOKESPECIAL;
      case H_INVOKEINTERFACE -> INVOKEINTERFACE;
      // a private method of the nest
      case H_INVOKESPECIAL -> body.isInterface() ? INVOKEINTERFACE : INVOKEVIRTUAL;
      case H_INVOKEVIRTUAL -> INVOKEVIRTUAL;
      default -> throw new IllegalStateException(body + " in " + name);
    };
  }

  private void giveBack(MethodVisitor code, Type result) {
    Type wanted = erased.getReturnType();
    if (wanted.getSort() == Type.VOID) {
      if (result.getSize() > 0) {
        code.visitInsn(result.getSize() == 2 ? POP2 : POP);
      }
      code.visitInsn(RETURN);
      return;
    }
    convert(code, result, exact.getReturnType());
    convert(code, exact.getReturnType(), wanted);
    code.visitInsn(wanted.getOpcode(IRETURN));
  }

  private void convert(MethodVisitor code, Type from, Type to) {
    if (from.equals(to)) {
      return;
    }
    if (isPrimitive(from) && isPrimitive(to)) {
      widen(code, from, to);
    } else if (isPrimitive(from)) {
      String box = Boxes.boxOf(from);
      code.visitMethodInsn(
          INVOKESTATIC, box, "valueOf", "(" + from.getDescriptor() + ")L" + box + ";", false);
    } else if (isPrimitive(to)) {
      // a box of a narrower type is widened
      Type boxed = Boxes.isBox(from) ? Boxes.primitiveOf(from) : to;
      String box = Boxes.boxOf(boxed);
      if (!from.getInternalName().equals(box)) {
        code.visitTypeInsn(CHECKCAST, box);
      }
      code.visitMethodInsn(
          INVOKEVIRTUAL, box, boxed.getClassName() + "Value", "()" + boxed.getDescriptor(), false);
      widen(code, boxed, to);
    } else if (!to.getInternalName().equals(OBJECT)) {
      code.visitTypeInsn(CHECKCAST, to.getInternalName());
    }
  }

  private void widen(MethodVisitor code, Type from, Type to) {
    if (from.equals(to)) {
      return;
    }
    int opcode = Boxes.widening(from, to);
    if (opcode < 0) {
      throw new IllegalStateException(from + " to " + to + " in " + name);
    }
    if (opcode > 0) {
      code.visitInsn(opcode);
    }
  }

  private static boolean isPrimitive(Type type) {
    return type.getSort() < Type.ARRAY;
  }
}
