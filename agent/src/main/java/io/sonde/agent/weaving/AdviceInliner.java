package io.sonde.agent.weaving;

import static io.sonde.agent.weaving.AdviceTemplate.FIELD;
import static io.sonde.agent.weaving.AdviceTemplate.RESULT;
import static io.sonde.agent.weaving.AdviceTemplate.THIS;
import static io.sonde.agent.weaving.AdviceTemplate.THROWN;
import static io.sonde.agent.weaving.AdviceTemplate.TOKEN;

import io.sonde.bootstrap.SondeHook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.jar.asm.TypePath;
import org.jspecify.annotations.Nullable;

/**
 * Puts enter code before, and exit code behind, the body of one method.
 *
 * <pre>
 * token = 0; copies of the arguments that exit needs
 * try { token = enter } catch (Throwable t) { suppressed(t) }
 * try {
 *   body; at each return: result = …; try { exit } catch (Throwable t) { suppressed(t) } return result
 * } catch (Throwable thrown) {
 *   try { exit } catch (Throwable t) { suppressed(t) }
 *   throw thrown
 * }
 * </pre>
 *
 * <p>Local variables: the arguments, a slot left free (a body may have put a long over the last
 * argument's slot), ours, the body's, moved up. In frames outside the body the arguments are
 * unknown, for a body may have put something else there.
 */
final class AdviceInliner extends MethodVisitor {

  private static final String HOOK = Type.getInternalName(SondeHook.class);
  private static final String THROWABLE = "java/lang/Throwable";

  /** Of the operand stack, the handler of the body's exceptions. */
  private static final int LEAST_STACK = 1;

  private final boolean hasFrames;
  private final String owner;
  private final ClassFields fields;
  private final AdviceTemplate.@Nullable Code enter;
  private final AdviceTemplate.@Nullable Code exit;
  private final List<Object> entry = new ArrayList<>();
  private final int[] argumentSlots;
  private final Type[] argumentTypes;
  private final Type returned;
  private final int argumentsEnd;

  /** Frame types of our variables, and the slot of each by meaning. */
  private final List<Object> ours = new ArrayList<>();

  private final List<int[]> copies = new ArrayList<>();
  private int tokenSlot = -1;
  private final int resultSlot;
  private final int thrownSlot;
  private final int scratchSlot;
  private final int stack;
  private final int shift;

  private final List<Object[]> exitBlocks = new ArrayList<>();
  private final List<Object[]> bodyBlocks = new ArrayList<>();
  private final Label bodyStart = new Label();
  private final Label returnFailed = new Label();
  private boolean returns;

  AdviceInliner(
      MethodVisitor next,
      String owner,
      int access,
      String descriptor,
      boolean hasFrames,
      ClassFields fields,
      AdviceTemplate advice) {
    super(Opcodes.ASM9, next);
    this.hasFrames = hasFrames;
    this.owner = owner;
    this.fields = fields;
    this.enter = advice.enter();
    this.exit = advice.exit();
    argumentTypes = Type.getArgumentTypes(descriptor);
    returned = Type.getReturnType(descriptor);
    argumentSlots = new int[argumentTypes.length];
    int slot = 0;
    if ((access & Opcodes.ACC_STATIC) == 0) {
      entry.add(owner);
      slot++;
    }
    for (int i = 0; i < argumentTypes.length; i++) {
      argumentSlots[i] = slot;
      entry.add(frameType(argumentTypes[i]));
      slot += argumentTypes[i].getSize();
    }
    argumentsEnd = slot;
    slot++;
    if (exit != null) {
      slot = layOut(slot, exit);
    }
    resultSlot = slot;
    thrownSlot = slot + returned.getSize();
    scratchSlot = exit == null ? slot : thrownSlot + 1;
    shift = scratchSlot + advice.scratchSlots() - argumentsEnd;
    stack = Math.max(LEAST_STACK, advice.maxStack());
  }

  /** Places for what exit code needs, by what its parameters stand for. */
  private int layOut(int from, AdviceTemplate.Code code) {
    int slot = from;
    if (enter != null && enter.returned.getSort() == Type.LONG) {
      tokenSlot = slot;
      slot += 2;
      ours.add(Opcodes.LONG);
    }
    for (int parameter = 0; parameter < code.meanings.length; parameter++) {
      int meaning = meaningOfCopy(code, parameter);
      if (meaning >= THIS && copyOf(meaning) < 0) {
        copies.add(new int[] {meaning, slot});
        ours.add(meaning == THIS ? owner : frameType(argumentTypes[meaning]));
        slot += meaning == THIS ? 1 : argumentTypes[meaning].getSize();
      }
    }
    return slot;
  }

  /** What has to be copied for a parameter: a field is read from the receiver. */
  private int meaningOfCopy(AdviceTemplate.Code code, int parameter) {
    int meaning = code.meanings[parameter];
    return meaning == FIELD && !fields.isStatic(code.fields[parameter]) ? THIS : meaning;
  }

  /** The slot of a copy; -1 if there is none. */
  private int copyOf(int meaning) {
    for (int[] copy : copies) {
      if (copy[0] == meaning) {
        return copy[1];
      }
    }
    return -1;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    if (tokenSlot >= 0) {
      super.visitInsn(Opcodes.LCONST_0);
      super.visitVarInsn(Opcodes.LSTORE, tokenSlot);
    }
    for (int[] copy : copies) {
      Type type = copy[0] == THIS ? Type.getObjectType("x") : argumentTypes[copy[0]];
      super.visitVarInsn(
          type.getOpcode(Opcodes.ILOAD), copy[0] == THIS ? 0 : argumentSlots[copy[0]]);
      super.visitVarInsn(type.getOpcode(Opcodes.ISTORE), copy[1]);
    }
    if (enter != null) {
      enter(enter);
    }
    mark(bodyStart);
  }

  private void enter(AdviceTemplate.Code code) {
    Label start = mark(new Label());
    code.emit(mv, scratchSlot, this::loadAtEnter);
    if (tokenSlot >= 0) {
      super.visitVarInsn(Opcodes.LSTORE, tokenSlot);
    } else if (code.returned.getSort() == Type.LONG) {
      super.visitInsn(Opcodes.POP2);
    }
    Label body = new Label();
    super.visitJumpInsn(Opcodes.GOTO, body);
    Label failed = mark(new Label());
    exitBlocks.add(new Object[] {start, failed, failed, null});
    frame(entry, ours, List.of(THROWABLE));
    suppressed();
    mark(body);
    frame(entry, ours, List.of());
    // the body may begin with a frame of its own
    super.visitInsn(Opcodes.NOP);
  }

  private void loadAtEnter(AdviceTemplate.Code code, int parameter) {
    int meaning = code.meanings[parameter];
    if (meaning == FIELD) {
      loadField(code.fields[parameter], 0);
    } else if (meaning == THIS) {
      super.visitVarInsn(Opcodes.ALOAD, 0);
    } else {
      super.visitVarInsn(code.types[parameter].getOpcode(Opcodes.ILOAD), argumentSlots[meaning]);
    }
  }

  private void loadField(@Nullable String field, int receiverSlot) {
    boolean isStatic = fields.isStatic(field);
    if (!isStatic) {
      super.visitVarInsn(Opcodes.ALOAD, receiverSlot);
    }
    super.visitFieldInsn(
        isStatic ? Opcodes.GETSTATIC : Opcodes.GETFIELD, owner, field, fields.descriptor(field));
  }

  @Override
  public void visitInsn(int opcode) {
    if (exit == null || opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
      super.visitInsn(opcode);
      return;
    }
    returns = true;
    if (opcode != Opcodes.RETURN) {
      super.visitVarInsn(returned.getOpcode(Opcodes.ISTORE), resultSlot);
    }
    Label start = mark(new Label());
    exit.emit(mv, scratchSlot, (code, parameter) -> loadAtExit(code, parameter, false));
    exitBlocks.add(new Object[] {start, mark(new Label()), returnFailed, null});
    returnResult();
  }

  private void returnResult() {
    if (returned.getSort() != Type.VOID) {
      super.visitVarInsn(returned.getOpcode(Opcodes.ILOAD), resultSlot);
    }
    super.visitInsn(returned.getOpcode(Opcodes.IRETURN));
  }

  private void loadAtExit(AdviceTemplate.Code code, int parameter, boolean failed) {
    int meaning = code.meanings[parameter];
    Type type = code.types[parameter];
    if (meaning == TOKEN) {
      super.visitVarInsn(Opcodes.LLOAD, tokenSlot);
    } else if (meaning == THROWN) {
      if (failed) {
        super.visitVarInsn(Opcodes.ALOAD, thrownSlot);
      } else {
        super.visitInsn(Opcodes.ACONST_NULL);
      }
    } else if (meaning == RESULT) {
      loadResult(type, failed);
    } else if (meaning == FIELD) {
      loadField(code.fields[parameter], copyOf(THIS));
    } else {
      super.visitVarInsn(type.getOpcode(Opcodes.ILOAD), copyOf(meaning));
    }
  }

  private void loadResult(Type type, boolean failed) {
    boolean wantsObject = type.getSort() >= Type.ARRAY;
    boolean isObject = returned.getSort() >= Type.ARRAY;
    if (wantsObject && (failed || !isObject)) {
      super.visitInsn(Opcodes.ACONST_NULL);
    } else if (failed) {
      super.visitInsn(
          switch (type.getSort()) {
            case Type.LONG -> Opcodes.LCONST_0;
            case Type.FLOAT -> Opcodes.FCONST_0;
            case Type.DOUBLE -> Opcodes.DCONST_0;
            default -> Opcodes.ICONST_0;
          });
    } else {
      super.visitVarInsn(returned.getOpcode(Opcodes.ILOAD), resultSlot);
    }
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (exit != null) {
      Label thrown = mark(new Label());
      bodyBlocks.add(new Object[] {bodyStart, thrown, thrown, null});
      frame(unknown(), ours, List.of(THROWABLE));
      super.visitVarInsn(Opcodes.ASTORE, thrownSlot);
      Label start = mark(new Label());
      exit.emit(mv, scratchSlot, (code, parameter) -> loadAtExit(code, parameter, true));
      Label end = mark(new Label());
      super.visitVarInsn(Opcodes.ALOAD, thrownSlot);
      super.visitInsn(Opcodes.ATHROW);
      Label failed = mark(new Label());
      exitBlocks.add(new Object[] {start, end, failed, null});
      List<Object> withThrown = new ArrayList<>(ours);
      for (int i = 0; i < returned.getSize(); i++) {
        withThrown.add(Opcodes.TOP);
      }
      withThrown.add(THROWABLE);
      frame(unknown(), withThrown, List.of(THROWABLE));
      suppressed();
      super.visitVarInsn(Opcodes.ALOAD, thrownSlot);
      super.visitInsn(Opcodes.ATHROW);
      if (returns) {
        returnFailed();
      }
    }
    for (Object[] block : exitBlocks) {
      block(block);
    }
    for (Object[] block : bodyBlocks) {
      block(block);
    }
    super.visitMaxs(maxStack + stack, Math.max(maxLocals, argumentsEnd) + shift);
  }

  private void returnFailed() {
    mark(returnFailed);
    List<Object> withResult = new ArrayList<>(ours);
    if (returned.getSort() != Type.VOID) {
      withResult.add(frameType(returned));
    }
    frame(unknown(), withResult, List.of(THROWABLE));
    suppressed();
    returnResult();
  }

  private void block(Object[] block) {
    super.visitTryCatchBlock(
        (Label) block[0], (Label) block[1], (Label) block[2], (String) block[3]);
  }

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    bodyBlocks.add(new Object[] {start, end, handler, type});
  }

  @Override
  public @Nullable AnnotationVisitor visitTryCatchAnnotation(
      int type, @Nullable TypePath path, String descriptor, boolean visible) {
    // it names a block by a number that no longer holds
    return null;
  }

  private void suppressed() {
    super.visitMethodInsn(
        Opcodes.INVOKESTATIC, HOOK, "suppressed", "(Ljava/lang/Throwable;)V", false);
  }

  private Label mark(Label label) {
    super.visitLabel(label);
    return label;
  }

  /** The arguments as they are after the body may have changed them. */
  private List<Object> unknown() {
    Object[] unknown = new Object[argumentsEnd];
    Arrays.fill(unknown, Opcodes.TOP);
    return Arrays.asList(unknown);
  }

  private void frame(List<Object> arguments, List<Object> variables, List<Object> stack) {
    if (hasFrames) {
      List<Object> all = new ArrayList<>(arguments);
      all.add(Opcodes.TOP);
      all.addAll(variables);
      super.visitFrame(Opcodes.F_NEW, all.size(), all.toArray(), stack.size(), stack.toArray());
    }
  }

  @Override
  public void visitFrame(
      int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
    List<Object> all = new ArrayList<>();
    int slot = 0;
    int i = 0;
    while (slot < argumentsEnd) {
      Object local = i < localCount ? locals[i] : Opcodes.TOP;
      i++;
      all.add(local);
      slot += size(local);
    }
    if (slot == argumentsEnd) {
      all.add(Opcodes.TOP);
    }
    all.addAll(ours);
    int used = exit == null ? 0 : returned.getSize() + 1;
    for (int free = scratchSlot - used; free < argumentsEnd + shift; free++) {
      all.add(Opcodes.TOP);
    }
    while (i < localCount) {
      all.add(locals[i++]);
    }
    super.visitFrame(Opcodes.F_NEW, all.size(), all.toArray(), stackCount, stack);
  }

  private static int size(Object frameType) {
    return frameType == Opcodes.LONG || frameType == Opcodes.DOUBLE ? 2 : 1;
  }

  private static Object frameType(Type type) {
    return switch (type.getSort()) {
      case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
      case Type.FLOAT -> Opcodes.FLOAT;
      case Type.LONG -> Opcodes.LONG;
      case Type.DOUBLE -> Opcodes.DOUBLE;
      default -> type.getInternalName();
    };
  }

  private int moved(int slot) {
    return slot < argumentsEnd ? slot : slot + shift;
  }

  @Override
  public void visitVarInsn(int opcode, int slot) {
    super.visitVarInsn(opcode, moved(slot));
  }

  @Override
  public void visitIincInsn(int slot, int increment) {
    super.visitIincInsn(moved(slot), increment);
  }

  @Override
  public void visitLocalVariable(
      String name,
      String descriptor,
      @Nullable String signature,
      Label start,
      Label end,
      int slot) {
    super.visitLocalVariable(name, descriptor, signature, start, end, moved(slot));
  }

  @Override
  public @Nullable AnnotationVisitor visitLocalVariableAnnotation(
      int type,
      @Nullable TypePath path,
      Label[] start,
      Label[] end,
      int[] slots,
      String descriptor,
      boolean visible) {
    int[] moved = new int[slots.length];
    for (int i = 0; i < slots.length; i++) {
      moved[i] = moved(slots[i]);
    }
    return super.visitLocalVariableAnnotation(type, path, start, end, moved, descriptor, visible);
  }
}
