package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.Instrumentations;
import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import io.sonde.bootstrap.SondeProbe;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Weaves class files of old formats by the real rules, has the JVM verify them, and calls one that
 * was made for it; prints what came of it.
 */
final class OldClasses {

  private static final WeavingPlan PLAN = new WeavingPlan(Instrumentations.all());
  private static final Weaver WEAVER = new Weaver(OldClasses.class.getClassLoader());

  private OldClasses() {}

  /** Arguments: jars of old drivers. */
  public static void main(String[] arguments) throws Exception {
    CountingProbe probe = new CountingProbe();
    SondeHook.install(ProbeId.JDBC_EXECUTE, probe);
    for (int version = Opcodes.V1_2; version <= Opcodes.V1_5; version++) {
      call(version, probe);
    }
    for (String jar : arguments) {
      linkAll(new File(jar).getName(), ClassCorpus.of(Path.of(jar)));
    }
    System.out.println("suppressed " + SondeHook.suppressedErrors(SondeHook.ADVICE));
  }

  private static void call(int version, CountingProbe probe) throws Exception {
    String name = OldStyleStatement.class.getName();
    byte[] old = inFormat(version);
    byte[] woven = weave(name.replace('.', '/'), old);
    if (woven == null) {
      throw new IllegalStateException("not matched");
    }
    Linker loader = new Linker(Map.of(), Map.of(name.replace('.', '/'), woven));
    Class<?> type = loader.loadClass(name);
    Object statement = type.getConstructor(Statement.class).newInstance((Object) null);
    Object answer = type.getMethod("execute", String.class).invoke(statement, "select 1");
    boolean isThrown = false;
    try {
      type.getMethod("execute", String.class).invoke(statement, "");
    } catch (InvocationTargetException e) {
      isThrown = e.getCause() instanceof SQLException;
    }
    Object executions = type.getMethod("executions").invoke(statement);
    System.out.printf(
        "format %d: %s %s %s, probe %d %d%n",
        version, answer, isThrown, executions, probe.entered, probe.thrown);
  }

  /** The compiled class with another version number and without stack maps, which came with 50. */
  private static byte[] inFormat(int newVersion) throws IOException {
    String file = OldStyleStatement.class.getSimpleName() + ".class";
    try (InputStream in = OldStyleStatement.class.getResourceAsStream(file)) {
      ClassWriter writer = new ClassWriter(0);
      new ClassReader(in.readAllBytes())
          .accept(
              new ClassVisitor(Opcodes.ASM9, writer) {
                @Override
                public void visit(
                    int version,
                    int access,
                    String name,
                    @Nullable String signature,
                    String superName,
                    String[] interfaces) {
                  super.visit(newVersion, access, name, signature, superName, interfaces);
                }
              },
              ClassReader.SKIP_FRAMES);
      return writer.toByteArray();
    }
  }

  private static byte @Nullable [] weave(String name, byte[] bytes) {
    List<ClassGlance.Match> matches = ClassGlance.at(PLAN, name, bytes);
    if (matches == null) {
      return null;
    }
    List<MethodRule> rules = new ArrayList<>();
    for (ClassGlance.Match match : matches) {
      if (!rules.contains(match.method)) {
        rules.add(match.method);
      }
    }
    return WEAVER.weave(name.replace('/', '.'), bytes, rules);
  }

  private static void linkAll(String jar, ClassCorpus corpus) {
    Map<String, byte[]> woven = new LinkedHashMap<>();
    int oldest = Integer.MAX_VALUE;
    for (Map.Entry<String, byte[]> entry : corpus.classes().entrySet()) {
      byte[] bytes = weave(entry.getKey(), entry.getValue());
      if (bytes != null) {
        woven.put(entry.getKey(), bytes);
        oldest = Math.min(oldest, bytes[7]);
      }
    }
    Linker originals = new Linker(corpus.classes(), Map.of());
    Linker linker = new Linker(corpus.classes(), woven);
    int linked = 0;
    int failed = 0;
    for (String name : woven.keySet()) {
      if (originals.link(name) == null) {
        LinkageError error = linker.link(name);
        if (error == null) {
          linked++;
        } else {
          failed++;
          System.out.println("FAILED " + name + ": " + error);
        }
      }
    }
    System.out.printf(
        "jar %s: format %d, %s linked, %d failed%n",
        jar, oldest, linked >= 5 ? "some" : "only " + linked, failed);
  }

  private static final class CountingProbe extends SondeProbe {

    int entered;
    int thrown;

    @Override
    public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
      entered++;
      return 1L;
    }

    @Override
    public void exit(
        long token,
        @Nullable Object self,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable error) {
      if (error != null) {
        thrown++;
      }
    }
  }
}
