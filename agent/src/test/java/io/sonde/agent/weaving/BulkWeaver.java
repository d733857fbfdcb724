package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.Instrumentations;
import io.sonde.agent.instrumentation.MethodRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Weaves real classes in bulk, by the real rules and by {@link ForcedRules}, and prints counts as
 * {@code name=value} and each failure as {@code FAILED …}.
 */
final class BulkWeaver {

  private final WeavingPlan plan = new WeavingPlan(Instrumentations.all());
  private final ForcedRules forced = new ForcedRules(plan);
  private final Weaver weaver = new Weaver(BulkWeaver.class.getClassLoader());
  private final Map<String, Integer> counts = new TreeMap<>();
  private final ClassCorpus corpus;
  private final int maxForced;

  private BulkWeaver(ClassCorpus corpus, int maxForced) {
    this.corpus = corpus;
    this.maxForced = maxForced;
  }

  /**
   * Arguments: {@code verify} or {@code load}, how many classes to take, and on how many of them to
   * force advice.
   */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    ClassCorpus corpus = ClassCorpus.read(Integer.parseInt(arguments[1]));
    BulkWeaver bulk = new BulkWeaver(corpus, Integer.parseInt(arguments[2]));
    if (arguments[0].equals("verify")) {
      bulk.verify(new ClassFileVerifier(bulk.corpus.classes()));
    } else {
      bulk.load();
    }
    bulk.counts.put("jars", bulk.corpus.jars());
    bulk.counts.put("classes", bulk.corpus.classes().size());
    bulk.counts.forEach((name, count) -> System.out.println(name + "=" + count));
  }

  private void count(String name) {
    counts.merge(name, 1, Integer::sum);
  }

  private void fail(String name, String how) {
    count("failed");
    System.out.println("FAILED " + name + ": " + how);
  }

  private void verify(ClassFileVerifier verifier) {
    int left = maxForced;
    for (Map.Entry<String, byte[]> entry : corpus.classes().entrySet()) {
      List<MethodRule> real = real(entry.getKey(), entry.getValue());
      List<MethodRule> every = left-- > 0 ? forced.of(entry.getValue()) : List.of();
      if (real.isEmpty() && every.isEmpty()) {
        count("without_methods");
      } else if (!verifier.errors(entry.getValue()).isEmpty()) {
        // its supertypes are in no jar here, or it is broken
        count("unverifiable_originals");
      } else {
        verify(entry, every, "forced", verifier);
        verify(entry, real, "real", verifier);
      }
    }
  }

  private void verify(
      Map.Entry<String, byte[]> entry,
      List<MethodRule> rules,
      String kind,
      ClassFileVerifier verifier) {
    byte[] woven = rules.isEmpty() ? null : weave(entry.getKey(), entry.getValue(), rules);
    if (woven != null) {
      List<String> errors = verifier.errors(woven);
      if (errors.isEmpty()) {
        count(kind + "_verified");
      } else {
        fail(entry.getKey(), errors.get(0));
      }
    }
  }

  private byte @Nullable [] weave(String name, byte[] original, List<MethodRule> rules) {
    try {
      return weaver.weave(name.replace('/', '.'), original, rules);
    } catch (RuntimeException | LinkageError e) {
      if (String.valueOf(e.getMessage()).startsWith("Method too large")) {
        // the JVM's own limit of 64 KB: such a class stays as it is
        count("too_large");
      } else {
        fail(name, e.toString());
      }
      return null;
    }
  }

  private List<MethodRule> real(String name, byte[] bytes) {
    List<MethodRule> rules = new ArrayList<>();
    List<ClassGlance.Match> matches =
        NameFilter.isForeign(name) ? null : ClassGlance.at(plan, name, bytes);
    if (matches != null) {
      for (ClassGlance.Match match : matches) {
        if (!rules.contains(match.method)) {
          rules.add(match.method);
        }
      }
    }
    return rules;
  }

  /** Has the JVM itself verify: links every class in a loader of its own, original and woven. */
  private void load() {
    Map<String, byte[]> woven = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : corpus.classes().entrySet()) {
      List<MethodRule> every = forced.of(entry.getValue());
      if (!every.isEmpty()) {
        byte[] bytes = weave(entry.getKey(), entry.getValue(), every);
        if (bytes != null) {
          woven.put(entry.getKey(), bytes);
        }
      }
    }
    Linker originals = new Linker(corpus.classes(), Map.of());
    Linker linker = new Linker(corpus.classes(), woven);
    for (String name : woven.keySet()) {
      LinkageError before = originals.link(name);
      if (before != null) {
        count("unlinkable_originals");
        continue;
      }
      LinkageError after = linker.link(name);
      if (after == null) {
        count("linked");
      } else {
        fail(name, after.toString());
      }
    }
  }
}
