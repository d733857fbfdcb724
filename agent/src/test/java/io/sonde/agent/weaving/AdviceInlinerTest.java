package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.bootstrap.SondeHook;
import io.sonde.bootstrap.SondeProbe;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Woven methods do what they did, and the hook is told what they were given and what came of it.
 */
class AdviceInlinerTest {

  private static final String FULL = InlinedAdvice.Full.class.getName();

  private final Weaver weaver = new Weaver(AdviceInlinerTest.class.getClassLoader());
  private final List<String> told = new ArrayList<>();

  /** Notes what it is told. */
  private final class Notes extends SondeProbe {
    private final String name;
    private final long token;

    Notes(String name, long token) {
      this.name = name;
      this.token = token;
    }

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      told.add(name + " enter " + self + " " + first);
      return token;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      told.add(name + " exit " + token + " " + self + " " + first + " " + result + " " + thrown);
    }

    @Override
    public void exitCount(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        long count,
        @Nullable Throwable thrown) {
      told.add(name + " count " + token + " " + self + " " + count + " " + thrown);
    }
  }

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
  }

  private static byte[] bytes(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Definer extends ClassLoader {
    Definer() {
      super(AdviceInlinerTest.class.getClassLoader());
    }

    Class<?> define(String name, byte[] bytes) {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private Object made(String name, byte[] original, List<MethodRule> rules) throws Exception {
    Class<?> woven = new Definer().define(name, weaver.weave(name, original, rules));
    Constructor<?> constructor = woven.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  /** The subject with these advices on a method, and whatever the method gives. */
  private @Nullable Object called(String method, List<String> advices, Object... arguments)
      throws Throwable {
    Method declared =
        Arrays.stream(InlinedSubject.class.getDeclaredMethods())
            .filter(one -> one.getName().equals(method))
            .findFirst()
            .orElseThrow();
    String descriptor = Type.getMethodDescriptor(declared);
    List<MethodRule> rules = new ArrayList<>();
    for (String advice : advices) {
      rules.add(new MethodRule(method, descriptor, advice));
    }
    Object subject = made(InlinedSubject.class.getName(), bytes(InlinedSubject.class), rules);
    Method woven = subject.getClass().getDeclaredMethod(method, declared.getParameterTypes());
    woven.setAccessible(true);
    try {
      return woven.invoke(subject, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void assertFull(String method, @Nullable Object expected, String shown, Object... given)
      throws Throwable {
    told.clear();
    SondeHook.install(InlinedAdvice.FULL, new Notes("full", 5));
    assertThat(called(method, List.of(FULL), given)).isEqualTo(expected);
    assertThat(told)
        .containsExactly(
            "full enter subject " + given[0],
            "full exit 5 subject " + given[0] + " " + shown + " null");
  }

  @Test
  void results_ofEveryType_areReturnedAndObjectsTold() throws Throwable {
    assertFull("nothing", null, "null", "a");
    assertFull("ofAnInt", 4, "null", "a", 3);
    assertFull("ofALong", 9L, "null", "a", 3L, 3.5);
    assertFull("ofADouble", 1.25, "null", "a", 2.5f);
    assertFull("ofAFloat", 1.5f, "null", "a");
    assertFull("reassigned", "changed!", "changed!", "a");
    assertFull("applyAsLong", 7L, "null", "a");
    assertThat(SondeHook.suppressedErrors(SondeHook.ADVICE)).isZero();
  }

  @Test
  void returns_ofOneMethod_areAllSeen() throws Throwable {
    assertFull("returnsHereAndThere", "at 0", "at 0", 0);
    assertFull("returnsHereAndThere", "at 2", "at 2", 2);
    assertFull("returnsHereAndThere", "cast x", "cast x", "x");
    assertFull("returnsHereAndThere", "caught", "caught", 7);
    assertFull("fails", "fine", "fine", "x");
  }

  @Test
  void failure_ofTheBody_isToldAndGoesOn() {
    SondeHook.install(InlinedAdvice.FULL, new Notes("full", 5));
    RuntimeException failure = new IllegalArgumentException("no");
    assertThatThrownBy(() -> called("fails", List.of(FULL), failure)).isSameAs(failure);
    assertThat(told)
        .containsExactly(
            "full enter subject " + failure, "full exit 5 subject " + failure + " null " + failure);
  }

  @Test
  void withoutProbe_orWithTokenZero_bodiesRunAlone() throws Throwable {
    assertThat(called("ofAnInt", List.of(FULL), "a", 1)).isEqualTo(2);
    SondeHook.install(InlinedAdvice.FULL, new Notes("full", 0));
    assertThat(called("ofAnInt", List.of(FULL), "a", 1)).isEqualTo(2);
    assertThat(told).containsExactly("full enter subject a");
  }

  @Test
  void twoAdvices_onOneMethod_areNested() throws Throwable {
    SondeHook.install(InlinedAdvice.FULL, new Notes("full", 5));
    SondeHook.install(InlinedAdvice.OUTER, new Notes("outer", 6));
    List<String> both = List.of(FULL, InlinedAdvice.Outer.class.getName());
    assertThat(called("ofALong", both, "a", 3L, 3.5)).isEqualTo(9L);
    assertThat(told)
        .containsExactlyInAnyOrder(
            "outer enter subject null",
            "full enter subject a",
            "full exit 5 subject a null null",
            "outer exit 6 subject null null null");
    told.clear();
    RuntimeException failure = new IllegalArgumentException("no");
    assertThatThrownBy(() -> called("fails", both, failure)).isSameAs(failure);
    assertThat(told).hasSize(4).contains("outer exit 6 subject null null " + failure);
  }

  @Test
  void flags_areNumbers() throws Throwable {
    SondeHook.install(InlinedAdvice.FLAG, new Notes("flag", 1));
    List<String> advice = List.of(InlinedAdvice.Flag.class.getName());
    assertThat(called("flag", advice, true)).isEqualTo(true);
    assertThat(called("flag", advice, false)).isEqualTo(false);
    assertThatThrownBy(() -> called("flagFails", advice, true))
        .isInstanceOf(IllegalStateException.class);
    assertThat(told)
        .containsExactly(
            "flag count 1 subject 1 null",
            "flag count 1 subject 0 null",
            "flag count 1 subject 0 java.lang.IllegalStateException: flag");
  }

  @Test
  void fields_areReadBeforeAndAfter() throws Throwable {
    SondeHook.install(InlinedAdvice.FIELD, new Notes("field", 8));
    called("fields", List.of(InlinedAdvice.Fields.class.getName()), "after");
    assertThat(told)
        .containsExactly("field enter before shared", "field exit 8 after after null null");
  }

  @Test
  void field_thatTheClassLacks_isNamed() {
    MethodRule rule = new MethodRule("run", "()V", InlinedAdvice.Fields.class.getName());
    byte[] plain = bytes(Plain.class);
    assertThatThrownBy(() -> weaver.weave(Plain.class.getName(), plain, List.of(rule)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Plain declares no field name");
  }

  /** A class without fields. */
  static final class Plain implements Runnable {
    @Override
    public void run() {}
  }

  /** What no compiler of Java writes, but others do: more on the stack than the result. */
  @Test
  void leftovers_onTheStackAtAReturn_doNotMatter() throws Exception {
    SondeHook.install(InlinedAdvice.FULL, new Notes("full", 5));
    String name = "io.sonde.agent.weaving.Leftovers";
    Object made =
        made(
            name,
            leftovers(name.replace('.', '/')),
            List.of(new MethodRule("call", "(Ljava/lang/Object;)Ljava/lang/Object;", FULL)));
    Method call = made.getClass().getMethod("call", Object.class);
    assertThat(call.invoke(made, "given")).isEqualTo("given");
    assertThat(told).hasSize(2);
    assertThat(told.get(1)).endsWith("given given null");
  }

  private static byte[] leftovers(String name) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    MethodVisitor made = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    made.visitCode();
    made.visitVarInsn(Opcodes.ALOAD, 0);
    made.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    made.visitInsn(Opcodes.RETURN);
    made.visitMaxs(1, 1);
    made.visitEnd();
    MethodVisitor call =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC, "call", "(Ljava/lang/Object;)Ljava/lang/Object;", null, null);
    call.visitCode();
    call.visitInsn(Opcodes.LCONST_1);
    call.visitInsn(Opcodes.ICONST_2);
    call.visitVarInsn(Opcodes.ALOAD, 1);
    call.visitInsn(Opcodes.ARETURN);
    call.visitMaxs(4, 2);
    call.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
