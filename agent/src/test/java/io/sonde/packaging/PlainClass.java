package io.sonde.packaging;

import static net.bytebuddy.jar.asm.Opcodes.ASM9;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.V17;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import org.jspecify.annotations.Nullable;

/**
 * One class whose lambdas are classes of its nest, so that they may call its private methods.
 *
 * <p>Class files older than Java 11 know no nests, so one that has lambdas becomes Java 17's; one
 * that has none stays as it is.
 */
final class PlainClass {

  private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";
  private static final String RECORDS = "java/lang/runtime/ObjectMethods";

  private final byte[] original;
  private final String name;
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
  private final Map<String, byte[]> made = new TreeMap<>();
  private final List<RecordMethod> recordMethods = new ArrayList<>();
  private String nestHost;

  private PlainClass(byte[] original, String name) {
    this.original = original;
    this.name = name;
    this.nestHost = name;
  }

  static PlainClass of(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    PlainClass rewritten = new PlainClass(bytes, reader.getClassName());
    reader.accept(rewritten.new Host(), ClassReader.SKIP_CODE);
    reader.accept(rewritten.new Rewriter(), 0);
    return rewritten;
  }

  /** The class with more members in its nest, if any. */
  static byte[] withNestMembers(byte[] bytes, List<String> members) {
    if (members.isEmpty()) {
      return bytes;
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(
        new ClassVisitor(ASM9, writer) {
          @Override
          public void visitEnd() {
            members.forEach(this::visitNestMember);
            super.visitEnd();
          }
        },
        0);
    return writer.toByteArray();
  }

  byte[] bytes() {
    return made.isEmpty() && recordMethods.isEmpty() ? original : writer.toByteArray();
  }

  /** The classes in place of lambdas, by internal name. */
  Map<String, byte[]> made() {
    return made;
  }

  String nestHost() {
    return nestHost;
  }

  private final class Host extends ClassVisitor {

    Host() {
      super(ASM9);
    }

    @Override
    public void visitNestHost(String host) {
      nestHost = host;
    }
  }

  private final class Rewriter extends ClassVisitor {

    Rewriter() {
      super(ASM9, writer);
    }

    @Override
    public void visit(
        int version,
        int access,
        String className,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      super.visit(V17, access, className, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(
          ASM9, super.visitMethod(access, method, descriptor, signature, exceptions)) {
        @Override
        public void visitInvokeDynamicInsn(
            String called, String shape, Handle bootstrap, Object... constants) {
          if (bootstrap.getOwner().equals(LAMBDAS) && bootstrap.getName().equals("metafactory")) {
            String lambda = name + "$$L" + (made.size() + 1);
            made.put(lambda, new LambdaClass(nestHost, lambda, called, shape, constants).bytes());
            super.visitMethodInsn(INVOKESTATIC, lambda, LambdaClass.FACTORY, shape, false);
          } else if (bootstrap.getOwner().equals(RECORDS)) {
            RecordMethod plain = new RecordMethod(name, called, shape, constants);
            recordMethods.add(plain);
            super.visitMethodInsn(INVOKESTATIC, name, plain.name(), shape, false);
          } else {
            super.visitInvokeDynamicInsn(called, shape, bootstrap, constants);
          }
        }
      };
    }

    @Override
    public void visitEnd() {
      recordMethods.forEach(method -> method.write(writer));
      super.visitEnd();
    }
  }
}
