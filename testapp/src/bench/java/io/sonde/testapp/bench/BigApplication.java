package io.sonde.testapp.bench;

import static net.bytebuddy.jar.asm.Opcodes.ACC_ABSTRACT;
import static net.bytebuddy.jar.asm.Opcodes.ACC_INTERFACE;
import static net.bytebuddy.jar.asm.Opcodes.ACC_PRIVATE;
import static net.bytebuddy.jar.asm.Opcodes.ACC_PUBLIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_STATIC;
import static net.bytebuddy.jar.asm.Opcodes.ACC_SUPER;
import static net.bytebuddy.jar.asm.Opcodes.ALOAD;
import static net.bytebuddy.jar.asm.Opcodes.ARETURN;
import static net.bytebuddy.jar.asm.Opcodes.DUP;
import static net.bytebuddy.jar.asm.Opcodes.GETFIELD;
import static net.bytebuddy.jar.asm.Opcodes.IADD;
import static net.bytebuddy.jar.asm.Opcodes.ICONST_0;
import static net.bytebuddy.jar.asm.Opcodes.ILOAD;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEINTERFACE;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESPECIAL;
import static net.bytebuddy.jar.asm.Opcodes.INVOKESTATIC;
import static net.bytebuddy.jar.asm.Opcodes.INVOKEVIRTUAL;
import static net.bytebuddy.jar.asm.Opcodes.IRETURN;
import static net.bytebuddy.jar.asm.Opcodes.NEW;
import static net.bytebuddy.jar.asm.Opcodes.PUTFIELD;
import static net.bytebuddy.jar.asm.Opcodes.RETURN;
import static net.bytebuddy.jar.asm.Opcodes.V17;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;

/**
 * Writes the jar of an application with many classes, the same bytes each time.
 *
 * <p>The classes form a binary tree: {@code run} of each calls {@code run} of its two children, so
 * that the JVM loads, verifies and links all of them in the order of use. One in twelve is an
 * interface with an implementation, one in forty uses JDBC, one in two hundred is a servlet, a
 * filter or a wrapper of a statement; the others have fields, texts and a dozen methods.
 */
final class BigApplication {

  private static final int METHODS = 12;
  private static final String OBJECT = "java/lang/Object";
  private static final String BUILDER = "java/lang/StringBuilder";

  private final int classes;

  BigApplication(int classes) {
    this.classes = classes;
  }

  /** The class that {@link BigApplicationMain} begins with. */
  static String rootClass() {
    return name(1).replace('/', '.');
  }

  /** Makes sure that every class has run, by the number that the application prints. */
  void check(String ran) throws IOException {
    if (Integer.parseInt(ran) != classes) {
      throw new IOException(ran + " classes ran instead of " + classes);
    }
  }

  /** Writes the jar unless it is there. */
  Path write() throws IOException {
    Path jar = Places.WORK.resolve("application-" + classes + ".jar");
    if (Files.exists(jar)) {
      return jar;
    }
    Path part = Files.createTempFile(Places.WORK, "application", ".part");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(part))) {
      for (int i = 1; i <= classes; i++) {
        put(out, name(i), classFile(i));
        if (i % 12 == 0) {
          put(out, name(i) + "Port", port(i));
        }
      }
    }
    return Files.move(part, jar);
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name + ".class");
    entry.setTime(0);
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  private static String name(int i) {
    String[] layers = {"web", "service", "domain", "config", "store", "event", "support"};
    return "com/example/" + layers[i % 7] + "/part" + i % 97 + "/Component" + i;
  }

  private static byte[] port(int i) {
    ClassWriter type = new ClassWriter(0);
    type.visit(
        V17, ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT, name(i) + "Port", null, OBJECT, null);
    type.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "label", "()Ljava/lang/String;", null, null)
        .visitEnd();
    type.visitEnd();
    return type.toByteArray();
  }

  private byte[] classFile(int i) {
    ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String name = name(i);
    String parent = OBJECT;
    String[] interfaces = i % 12 == 0 ? new String[] {name + "Port"} : new String[0];
    int access = ACC_PUBLIC | ACC_SUPER;
    switch (i % 600) {
      case 7 -> parent = "jakarta/servlet/http/HttpServlet";
      case 307 -> {
        interfaces = new String[] {"jakarta/servlet/Filter"};
        access |= ACC_ABSTRACT;
      }
      case 507 -> {
        interfaces = new String[] {"java/sql/PreparedStatement"};
        access |= ACC_ABSTRACT;
      }
      default -> {
        // a plain one
      }
    }
    type.visit(V17, access, name, null, parent, interfaces);
    constructor(type, parent);
    for (int m = 0; m < METHODS; m++) {
      property(type, name, i, m);
    }
    if (i % 12 == 0) {
      label(type, i);
    }
    if (i % 40 == 1) {
      query(type, i);
    }
    special(type, i % 600);
    run(type, i);
    type.visitEnd();
    return type.toByteArray();
  }

  private static void constructor(ClassWriter type, String parent) {
    MethodVisitor method = type.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
    method.visitCode();
    method.visitVarInsn(ALOAD, 0);
    method.visitMethodInsn(INVOKESPECIAL, parent, "<init>", "()V", false);
    method.visitInsn(RETURN);
    end(method);
  }

  /** A field with a setter that builds a text around its argument. */
  private static void property(ClassWriter type, String name, int i, int m) {
    String field = "property" + m + "Of" + i % 31;
    type.visitField(ACC_PRIVATE, field, "Ljava/lang/String;", null, null).visitEnd();
    MethodVisitor method =
        type.visitMethod(
            ACC_PUBLIC, "set" + m + "Of" + i % 31, "(Ljava/lang/String;)V", null, null);
    method.visitCode();
    method.visitVarInsn(ALOAD, 0);
    method.visitTypeInsn(NEW, BUILDER);
    method.visitInsn(DUP);
    method.visitLdcInsn("component." + i % 211 + ".property." + m + "=");
    method.visitMethodInsn(INVOKESPECIAL, BUILDER, "<init>", "(Ljava/lang/String;)V", false);
    method.visitVarInsn(ALOAD, 1);
    method.visitMethodInsn(
        INVOKEVIRTUAL, BUILDER, "append", "(Ljava/lang/String;)Ljava/lang/StringBuilder;", false);
    method.visitVarInsn(ALOAD, 0);
    method.visitFieldInsn(GETFIELD, name, field, "Ljava/lang/String;");
    method.visitMethodInsn(
        INVOKEVIRTUAL, BUILDER, "append", "(Ljava/lang/String;)Ljava/lang/StringBuilder;", false);
    method.visitMethodInsn(INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
    method.visitFieldInsn(PUTFIELD, name, field, "Ljava/lang/String;");
    method.visitInsn(RETURN);
    end(method);
  }

  private static void label(ClassWriter type, int i) {
    MethodVisitor method =
        type.visitMethod(ACC_PUBLIC, "label", "()Ljava/lang/String;", null, null);
    method.visitCode();
    method.visitLdcInsn("component " + i);
    method.visitInsn(ARETURN);
    end(method);
  }

  /** Uses JDBC, as a store does: names its types, declares none of its methods. */
  private static void query(ClassWriter type, int i) {
    MethodVisitor method =
        type.visitMethod(
            ACC_PUBLIC, "load", "(Ljava/sql/Connection;)Ljava/lang/Object;", null, null);
    method.visitCode();
    method.visitVarInsn(ALOAD, 1);
    method.visitLdcInsn("select * from component where id = " + i);
    String prepare = "(Ljava/lang/String;)Ljava/sql/PreparedStatement;";
    method.visitMethodInsn(
        INVOKEINTERFACE, "java/sql/Connection", "prepareStatement", prepare, true);
    method.visitMethodInsn(
        INVOKEINTERFACE,
        "java/sql/PreparedStatement",
        "executeQuery",
        "()Ljava/sql/ResultSet;",
        true);
    method.visitInsn(ARETURN);
    end(method);
  }

  private static void special(ClassWriter type, int kind) {
    if (kind == 7) {
      empty(
          type,
          "service",
          "(Ljakarta/servlet/http/HttpServletRequest;Ljakarta/servlet/http/HttpServletResponse;)V");
    } else if (kind == 307) {
      empty(
          type,
          "doFilter",
          "(Ljakarta/servlet/ServletRequest;Ljakarta/servlet/ServletResponse;Ljakarta/servlet/FilterChain;)V");
    } else if (kind == 507) {
      for (String name : new String[] {"execute", "executeUpdate"}) {
        String descriptor = name.equals("execute") ? "()Z" : "()I";
        MethodVisitor method = type.visitMethod(ACC_PUBLIC, name, descriptor, null, null);
        method.visitCode();
        method.visitInsn(ICONST_0);
        method.visitInsn(IRETURN);
        end(method);
      }
    }
  }

  private static void empty(ClassWriter type, String name, String descriptor) {
    MethodVisitor method = type.visitMethod(ACC_PUBLIC, name, descriptor, null, null);
    method.visitCode();
    method.visitInsn(RETURN);
    end(method);
  }

  /** {@code static int run(int)}: its argument and the sums of both children. */
  private void run(ClassWriter type, int i) {
    MethodVisitor method = type.visitMethod(ACC_PUBLIC | ACC_STATIC, "run", "(I)I", null, null);
    method.visitCode();
    method.visitVarInsn(ILOAD, 0);
    for (int child = 2 * i; child <= Math.min(classes, 2 * i + 1); child++) {
      method.visitVarInsn(ILOAD, 0);
      method.visitMethodInsn(INVOKESTATIC, name(child), "run", "(I)I", false);
      method.visitInsn(IADD);
    }
    method.visitInsn(IRETURN);
    end(method);
  }

  private static void end(MethodVisitor method) {
    method.visitMaxs(0, 0);
    method.visitEnd();
  }
}
