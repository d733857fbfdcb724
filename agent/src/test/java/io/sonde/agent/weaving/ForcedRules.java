package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.MethodRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Rules that put advice on every instance method with a body, whatever it is: the fullest one that
 * fits any method of its shape, and all that are meant for a method of the same descriptor and need
 * no field of its class.
 */
final class ForcedRules {

  private static final String WITHOUT_ARGUMENT =
      "io.sonde.agent.instrumentation.jdbc.StatementAdvice$ExecutePrepared";
  private static final String WITH_ARGUMENT = PractiseAdvice.class.getName();

  private final Map<String, Set<String>> byDescriptor = new LinkedHashMap<>();

  ForcedRules(WeavingPlan plan) {
    for (WeavingPlan.Entry entry : plan.entries()) {
      for (MethodRule rule : entry.rule.methods()) {
        if (!readsField(rule.advice())) {
          byDescriptor
              .computeIfAbsent(rule.descriptor(), key -> new LinkedHashSet<>())
              .add(rule.advice());
        }
      }
    }
  }

  private static boolean readsField(String advice) {
    try {
      return Stream.of(Class.forName(advice).getDeclaredMethods())
          .flatMap(method -> Stream.of(method.getParameters()))
          .anyMatch(parameter -> parameter.isAnnotationPresent(Advice.FieldValue.class));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rules for a class; empty for an interface. */
  List<MethodRule> of(byte[] bytes) {
    List<MethodRule> rules = new ArrayList<>();
    ClassReader reader = new ClassReader(bytes);
    if ((reader.getAccess() & Opcodes.ACC_INTERFACE) != 0) {
      return rules;
    }
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            int without = Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
            if ((access & without) == 0 && !name.startsWith("<")) {
              add(name, descriptor, rules);
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return rules;
  }

  private void add(String name, String descriptor, List<MethodRule> rules) {
    boolean isReferenceFirst = descriptor.charAt(1) == 'L' || descriptor.charAt(1) == '[';
    rules.add(
        new MethodRule(name, descriptor, isReferenceFirst ? WITH_ARGUMENT : WITHOUT_ARGUMENT));
    for (String advice : byDescriptor.getOrDefault(descriptor, Set.of())) {
      rules.add(new MethodRule(name, descriptor, advice));
    }
  }
}
