package io.sonde.agent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.agent.instrumentation.Instrumentations;
import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.bootstrap.SondeHook;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is inlined into applications, and the folders it comes from. */
class AdviceShapeTest {

  /** Source lines that one inlined method may have. */
  private static final int LONGEST_ADVICE = 3;

  private static final String HOOK = "io/sonde/bootstrap/SondeHook";

  static Set<String> advices() {
    Set<String> names = new TreeSet<>();
    for (Technology technology : Instrumentations.all()) {
      for (TypeRule type : technology.types()) {
        for (MethodRule method : type.methods()) {
          names.add(method.advice());
        }
      }
    }
    return names;
  }

  static List<Technology> technologies() {
    return Instrumentations.all();
  }

  @ParameterizedTest
  @MethodSource("advices")
  void advice_shape_isStaticGuardedAndWithoutState(String name) throws Exception {
    Class<?> advice = Class.forName(name);
    assertThat(advice.getDeclaredFields()).isEmpty();
    int entersAndExits = 0;
    for (Method method : advice.getDeclaredMethods()) {
      assertThat(Modifier.isStatic(method.getModifiers())).as(method.toString()).isTrue();
      Advice.OnMethodEnter enter = method.getAnnotation(Advice.OnMethodEnter.class);
      Advice.OnMethodExit exit = method.getAnnotation(Advice.OnMethodExit.class);
      if (enter != null) {
        assertThat(enter.suppress()).as(method.toString()).isEqualTo(Throwable.class);
        assertThat(enter.inline()).isTrue();
        entersAndExits++;
      }
      if (exit != null) {
        assertThat(exit.suppress()).as(method.toString()).isEqualTo(Throwable.class);
        assertThat(exit.onThrowable()).as(method.toString()).isEqualTo(Throwable.class);
        assertThat(exit.inline()).isTrue();
        entersAndExits++;
      }
    }
    assertThat(entersAndExits).isEqualTo(advice.getDeclaredMethods().length).isPositive();
  }

  @ParameterizedTest
  @MethodSource("advices")
  void advice_code_callsTheHookAndNothingElse(String name) throws IOException {
    List<String> faults = new ArrayList<>();
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = AdviceShapeTest.class.getClassLoader().getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      new ClassReader(in.readAllBytes()).accept(new CodeRules(faults), 0);
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("technologies")
  void technology_folder_hasTheShapeOfTheHouse(Technology technology) throws Exception {
    Class<?> type = technology.getClass();
    assertThat(type.getSimpleName()).endsWith("Instrumentation");
    assertThat(type.getPackageName()).endsWith("." + technology.name());
    assertThat(technology.types()).isNotEmpty();
    String contract = type.getPackageName().replace('.', '/') + "/package-info.java";
    Path source = Path.of("src/main/java").resolve(contract);
    assertThat(source).exists();
    assertThat(Files.readString(source)).contains("/**");
  }

  @Test
  void probeIds_values_areUniqueAndFitTheHook() throws IllegalAccessException {
    Set<Integer> seen = new HashSet<>();
    for (Field field : ProbeId.class.getDeclaredFields()) {
      if (field.getType() == int.class && Modifier.isPublic(field.getModifiers())) {
        int id = field.getInt(null);
        assertThat(seen.add(id)).as(field.getName()).isTrue();
        assertThat(id).isBetween(1, SondeHook.MAX_PROBES - 1);
      }
    }
  }

  /** Visits code and notes what must not be there. */
  private static final class CodeRules extends ClassVisitor {

    private final List<String> faults;

    CodeRules(List<String> faults) {
      super(Opcodes.ASM9);
      this.faults = faults;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      if (name.equals("<init>")) {
        return null;
      }
      return new MethodVisitor(Opcodes.ASM9) {
        private int lines;

        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String type, boolean isInterface) {
          if (!owner.equals(HOOK)) {
            faults.add(name + " calls " + owner + "." + method);
          }
        }

        @Override
        public void visitInvokeDynamicInsn(
            String method, String type, Handle bootstrap, Object... arguments) {
          faults.add(name + " has an invokedynamic");
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String type) {
          faults.add(name + " uses the field " + owner + "." + field);
        }

        @Override
        public void visitLdcInsn(Object value) {
          if (value instanceof Type) {
            faults.add(name + " loads the class constant " + value);
          }
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
          if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
            faults.add(name + " makes a " + type);
          }
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
          if (opcode == Opcodes.NEWARRAY) {
            faults.add(name + " makes an array");
          }
        }

        @Override
        public void visitLineNumber(int line, Label start) {
          lines++;
          if (lines > LONGEST_ADVICE) {
            faults.add(name + " is too long");
          }
        }
      };
    }
  }
}
