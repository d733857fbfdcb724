package io.sonde.agent.weaving;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * What one advice class inlines, read from its class file: the straight code of its enter and of
 * its exit method, with parameters by what they stand for.
 *
 * <p>Advice is calls of the hook and nothing else. The only branch it may have is {@code flag ? 1L
 * : 0L}, which becomes a conversion: code without branches needs no stack maps, so that it fits
 * wherever a body returns, whatever else that leaves on the stack. Anything else is an error here,
 * which a test finds for every advice.
 *
 * <p>Immutable after {@link #read}.
 */
final class AdviceTemplate {

  /** What a parameter of an advice method stands for; not negative: that argument. */
  static final int THIS = -1;

  static final int TOKEN = -2;
  static final int RESULT = -3;
  static final int THROWN = -4;

  /** A field of the class; {@link Code#fields} has its name. */
  static final int FIELD = -5;

  private static final String ANNOTATION = "Lnet/bytebuddy/asm/Advice$";

  private @Nullable Code enter;
  private @Nullable Code exit;

  private AdviceTemplate() {}

  /**
   * Reads an advice class.
   *
   * @throws IllegalStateException if it has code that cannot be inlined
   */
  static AdviceTemplate read(byte[] classFile) {
    AdviceTemplate template = new AdviceTemplate();
    ClassReader reader = new ClassReader(classFile);
    String advice = reader.getClassName();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            return name.equals("<init>")
                ? null
                : new Reader(template, advice + "." + name, descriptor);
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return template;
  }

  /** The code before the body, or null. */
  @Nullable Code enter() {
    return enter;
  }

  /** The code behind the body, or null. */
  @Nullable Code exit() {
    return exit;
  }

  /** How many slots of local variables the code of either needs besides its parameters. */
  int scratchSlots() {
    return Math.max(enter == null ? 0 : enter.scratchSlots, exit == null ? 0 : exit.scratchSlots);
  }

  /** How much of the operand stack either needs at most. */
  int maxStack() {
    return Math.max(enter == null ? 0 : enter.maxStack, exit == null ? 0 : exit.maxStack);
  }

  /** Straight code. */
  static final class Code {

    /** What each parameter stands for. */
    final int[] meanings;

    /** The name of the field that a parameter stands for, null for the others. */
    final @Nullable String[] fields;

    final Type[] types;
    final Type returned;
    private final List<Step> steps = new ArrayList<>();
    private int scratchSlots;
    private int maxStack;

    private Code(String descriptor) {
      types = Type.getArgumentTypes(descriptor);
      returned = Type.getReturnType(descriptor);
      meanings = new int[types.length];
      fields = new String[types.length];
    }

    /**
     * Writes the code; what it returns stays on the stack.
     *
     * @param scratch the first slot of its own local variables
     */
    void emit(MethodVisitor to, int scratch, Loads loads) {
      for (Step step : steps) {
        step.emit(to, scratch, loads);
      }
    }

    private int parametersEnd() {
      int end = 0;
      for (Type type : types) {
        end += type.getSize();
      }
      return end;
    }

    private int parameterAt(int slot) {
      int at = 0;
      for (int i = 0; i < types.length; i++) {
        if (at == slot) {
          return i;
        }
        at += types[i].getSize();
      }
      throw new IllegalStateException("no parameter at " + slot);
    }
  }

  /** Loads what a parameter stands for. */
  interface Loads {
    void load(Code code, int parameter);
  }

  private interface Step {
    void emit(MethodVisitor to, int scratch, Loads loads);
  }

  private static final class Reader extends MethodVisitor {

    private final AdviceTemplate template;
    private final String name;
    private final Code code;

    /** Constants that are left out, because the flag stands for them. */
    private int constantsToCome;

    private boolean isOver;

    Reader(AdviceTemplate template, String name, String descriptor) {
      super(Opcodes.ASM9);
      this.template = template;
      this.name = name;
      this.code = new Code(descriptor);
    }

    private void add(Step step) {
      if (isOver || constantsToCome > 0) {
        throw cannot("has a branch");
      }
      code.steps.add(step);
    }

    private IllegalStateException cannot(String what) {
      return new IllegalStateException(name.replace('/', '.') + " " + what);
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      if (descriptor.equals(ANNOTATION + "OnMethodEnter;")) {
        template.enter = code;
      } else if (descriptor.equals(ANNOTATION + "OnMethodExit;")) {
        template.exit = code;
      }
      return null;
    }

    @Override
    public @Nullable AnnotationVisitor visitParameterAnnotation(
        int parameter, String descriptor, boolean visible) {
      switch (descriptor) {
        case ANNOTATION + "This;" -> code.meanings[parameter] = THIS;
        case ANNOTATION + "Enter;" -> code.meanings[parameter] = TOKEN;
        case ANNOTATION + "Return;" -> code.meanings[parameter] = RESULT;
        case ANNOTATION + "Thrown;" -> code.meanings[parameter] = THROWN;
        case ANNOTATION + "Argument;", ANNOTATION + "FieldValue;" -> {
          return new ValueReader(code, parameter);
        }
        default -> {
          // of a tool that checks sources
        }
      }
      return null;
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
      int parametersEnd = code.parametersEnd();
      if (slot >= parametersEnd) {
        add((to, scratch, loads) -> to.visitVarInsn(opcode, scratch + slot - parametersEnd));
      } else if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
        throw cannot("changes a parameter");
      } else {
        int parameter = code.parameterAt(slot);
        add((to, scratch, loads) -> loads.load(code, parameter));
      }
    }

    @Override
    public void visitInsn(int opcode) {
      if (constantsToCome > 0) {
        if (opcode != (constantsToCome == 2 ? Opcodes.LCONST_1 : Opcodes.LCONST_0)) {
          throw cannot("has a branch");
        }
        constantsToCome--;
      } else if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
        isOver = true;
      } else {
        add((to, scratch, loads) -> to.visitInsn(opcode));
      }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      add((to, scratch, loads) -> to.visitIntInsn(opcode, operand));
    }

    @Override
    public void visitLdcInsn(Object value) {
      add((to, scratch, loads) -> to.visitLdcInsn(value));
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String method, String descriptor, boolean isInterface) {
      add(
          (to, scratch, loads) ->
              to.visitMethodInsn(opcode, owner, method, descriptor, isInterface));
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (opcode == Opcodes.IFEQ && constantsToCome == 0) {
        // flag ? 1L : 0L
        add((to, scratch, loads) -> to.visitInsn(Opcodes.I2L));
        constantsToCome = 2;
      } else if (opcode != Opcodes.GOTO || constantsToCome != 1) {
        throw cannot("has a branch");
      }
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      throw cannot("uses the type " + type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
      throw cannot("uses the field " + field);
    }

    @Override
    public void visitIincInsn(int slot, int increment) {
      throw cannot("counts");
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
      throw cannot("catches something");
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
      throw cannot("has a branch");
    }

    @Override
    public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
      throw cannot("has a branch");
    }

    @Override
    public void visitInvokeDynamicInsn(
        String method, String descriptor, Handle bootstrap, Object... arguments) {
      throw cannot("has an invokedynamic");
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      code.maxStack = maxStack;
      code.scratchSlots = maxLocals - code.parametersEnd();
    }
  }

  /** Reads which argument or which field is meant. */
  private static final class ValueReader extends AnnotationVisitor {

    private final Code code;
    private final int parameter;

    ValueReader(Code code, int parameter) {
      super(Opcodes.ASM9);
      this.code = code;
      this.parameter = parameter;
    }

    @Override
    public void visit(String name, Object value) {
      if (!name.equals("value")) {
        return;
      }
      if (value instanceof Integer argument) {
        code.meanings[parameter] = argument;
      } else {
        code.meanings[parameter] = FIELD;
        code.fields[parameter] = (String) value;
      }
    }
  }
}
