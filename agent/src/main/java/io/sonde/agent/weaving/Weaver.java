package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.bootstrap.SondeHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.RecordComponentVisitor;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Inlines advice into the methods of one class, with Byte Buddy.
 *
 * <p>Bodies only: no member, interface or annotation is added, removed or changed. No type but the
 * class itself is resolved, so that no class file is read through a loader of the application.
 *
 * <p>Thread-safe. {@code advices} is filled on demand; two threads may build the same entry, one
 * wins.
 */
final class Weaver {

  private static final Advice.ExceptionHandler COUNTED =
      new Advice.ExceptionHandler.Simple(
          new StackManipulation.Compound(MethodInvocation.invoke(suppressedMethod())));

  private final ByteBuddy byteBuddy =
      new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .with(new DeclaredMethods())
          .with(Implementation.Context.Disabled.Factory.INSTANCE)
          .ignore(ElementMatchers.none());
  private final ClassFileLocator adviceLocator;
  private final TypePool advicePool;
  private final Map<String, Advice> advices = new ConcurrentHashMap<>();

  Weaver(ClassLoader adviceLoader) {
    adviceLocator = ClassFileLocator.ForClassLoader.of(adviceLoader);
    advicePool =
        new TypePool.Default(
            new TypePool.CacheProvider.Simple(),
            adviceLocator,
            TypePool.Default.ReaderMode.EXTENDED,
            TypePool.ClassLoading.ofPlatformLoader());
  }

  /**
   * Weaves {@link PractiseTarget} with every advice of the plan, so that what weaving needs is
   * loaded before a class of the application waits for it.
   */
  void practise(WeavingPlan plan) {
    String name = PractiseTarget.class.getName();
    for (WeavingPlan.Entry entry : plan.entries()) {
      for (MethodRule rule : entry.rule.methods()) {
        advice(rule.advice());
      }
    }
    try {
      weave(name, adviceLocator.locate(name).resolve(), List.of(PractiseTarget.rule()));
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + name, e);
    }
  }

  /**
   * Weaves the matched methods of a class.
   *
   * @return the new class file
   */
  byte[] weave(String binaryName, byte[] bytes, List<MethodRule> rules) {
    ClassFileLocator locator = ClassFileLocator.Simple.of(binaryName, bytes);
    TypePool pool =
        TypePool.Default.WithLazyResolution.of(
            new ClassFileLocator.Compound(
                ClassFileLocator.Simple.of(binaryName, withoutSignatures(bytes)),
                ClassFileLocator.ForClassLoader.ofBootLoader()));
    TypeDescription type = pool.describe(binaryName).resolve();
    AsmVisitorWrapper.ForDeclaredMethods visitor = new AsmVisitorWrapper.ForDeclaredMethods();
    for (Map.Entry<String, ElementMatcher.Junction<MethodDescription>> entry :
        methodsByAdvice(rules).entrySet()) {
      visitor = visitor.invokable(entry.getValue(), advice(entry.getKey()));
    }
    DynamicType.Unloaded<?> woven =
        byteBuddy
            .decorate(type, locator)
            .visit(visitor)
            .make(TypeResolutionStrategy.Disabled.INSTANCE, pool);
    return woven.getBytes();
  }

  /**
   * The class as far as it is described to Byte Buddy: without code and generic signatures, for
   * type variables of an enclosing class would be looked up in that class, which nobody may read
   * here.
   */
  private static byte[] withoutSignatures(byte[] bytes) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes)
        .accept(
            new SignatureRemover(writer),
            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  private static Map<String, ElementMatcher.Junction<MethodDescription>> methodsByAdvice(
      List<MethodRule> rules) {
    Map<String, ElementMatcher.Junction<MethodDescription>> byAdvice = new LinkedHashMap<>();
    for (MethodRule rule : rules) {
      ElementMatcher.Junction<MethodDescription> method =
          ElementMatchers.<MethodDescription>named(rule.name())
              .and(ElementMatchers.hasDescriptor(rule.descriptor()));
      byAdvice.merge(rule.advice(), method, ElementMatcher.Junction::or);
    }
    return byAdvice;
  }

  private Advice advice(String name) {
    Advice advice = advices.get(name);
    if (advice == null) {
      advice =
          Advice.to(advicePool.describe(name).resolve(), adviceLocator)
              .withExceptionHandler(COUNTED);
      advices.put(name, advice);
    }
    return advice;
  }

  private static MethodDescription.InDefinedShape suppressedMethod() {
    try {
      return new MethodDescription.ForLoadedMethod(
          SondeHook.class.getMethod("suppressed", Throwable.class));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("the hook lacks suppressed(Throwable)", e);
    }
  }

  /** Leaves every generic signature out. */
  private static final class SignatureRemover extends ClassVisitor {

    SignatureRemover(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        String superName,
        String[] interfaces) {
      super.visit(version, access, name, null, superName, interfaces);
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      return super.visitField(access, name, descriptor, null, value);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return super.visitMethod(access, name, descriptor, null, exceptions);
    }

    @Override
    public @Nullable RecordComponentVisitor visitRecordComponent(
        String name, String descriptor, @Nullable String signature) {
      return super.visitRecordComponent(name, descriptor, null);
    }
  }
}
