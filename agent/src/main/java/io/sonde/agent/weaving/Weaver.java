package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.MethodRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Inlines advice into the methods of one class, with ASM alone.
 *
 * <p>Bodies only: no member, interface or annotation is added, removed or changed. Nothing but the
 * class file itself is read. Methods that no rule names are copied as they are.
 *
 * <p>Thread-safe. {@code advices} is filled on demand; two threads may build the same entry, one
 * wins.
 */
final class Weaver {

  private final ClassLoader adviceLoader;
  private final Map<String, AdviceTemplate> advices = new ConcurrentHashMap<>();

  Weaver(ClassLoader adviceLoader) {
    this.adviceLoader = adviceLoader;
  }

  /**
   * Weaves {@link PractiseTarget}, so that what weaving needs is loaded before a class of the
   * application waits for it.
   */
  void practise(WeavingPlan plan) {
    for (WeavingPlan.Entry entry : plan.entries()) {
      for (MethodRule rule : entry.rule.methods()) {
        advice(rule.advice());
      }
    }
    String name = PractiseTarget.class.getName();
    weave(name, classFile(name), List.of(PractiseTarget.rule()));
  }

  /**
   * Weaves the matched methods of a class.
   *
   * @return the new class file
   */
  byte[] weave(String binaryName, byte[] bytes, List<MethodRule> rules) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new Inliner(writer, binaryName.replace('.', '/'), rules), ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private AdviceTemplate advice(String name) {
    AdviceTemplate advice = advices.get(name);
    if (advice == null) {
      advice = AdviceTemplate.read(classFile(name));
      advices.put(name, advice);
    }
    return advice;
  }

  private byte[] classFile(String name) {
    try (@Nullable InputStream in =
        adviceLoader.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + name, e);
    }
  }

  private final class Inliner extends ClassVisitor {

    private final String owner;
    private final List<MethodRule> rules;
    private final ClassFields fields;
    private boolean hasFrames;

    Inliner(ClassVisitor next, String owner, List<MethodRule> rules) {
      super(Opcodes.ASM9, next);
      this.owner = owner;
      this.rules = rules;
      this.fields = new ClassFields(owner);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        String superName,
        String[] interfaces) {
      hasFrames = (version & 0xffff) >= Opcodes.V1_6;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      fields.add(access, name, descriptor);
      return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      List<String> applied = new ArrayList<>(2);
      for (MethodRule rule : rules) {
        if (next != null
            && rule.name().equals(name)
            && rule.descriptor().equals(descriptor)
            && !applied.contains(rule.advice())) {
          applied.add(rule.advice());
          next =
              new AdviceInliner(
                  next, owner, access, descriptor, hasFrames, fields, advice(rule.advice()));
        }
      }
      return next;
    }
  }
}
