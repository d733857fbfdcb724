package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.MethodRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at the bytes of a class file, without a class file reader and without resolving anything:
 * which rules apply, judged by the constant pool's texts and the methods that the class declares.
 *
 * <p>Nearly every class is rejected in the one pass over its constant pool. A class file that
 * cannot be read (a newer format, damage) is rejected too: it is the JVM's to complain about.
 *
 * <p>Format: JVMS chapter 4.
 */
final class ClassGlance {

  /** A method of the class that is to be woven. */
  static final class Match {
    final WeavingPlan.Entry entry;
    final MethodRule method;

    Match(WeavingPlan.Entry entry, MethodRule method) {
      this.entry = entry;
      this.method = method;
    }
  }

  private static final int ACC_STATIC = 0x0008;

  /** Native, abstract: advice needs a body. */
  private static final int ACC_NOT_WOVEN = 0x0100 | 0x0400;

  private static final int ACC_INTERFACE = 0x0200;

  /** Size of a constant with its tag, 0 if the tag is unknown; texts are longer. */
  private static final byte[] SIZES = sizes();

  private ClassGlance() {}

  /** The methods to weave, or null if there is none. */
  static @Nullable List<Match> at(WeavingPlan plan, String internalName, byte[] bytes) {
    List<WeavingPlan.Entry> named = plan.named(internalName);
    List<WeavingPlan.Entry> candidates = named;
    int longest = plan.longestMarker();
    int count = u2(bytes, 8);
    int at = 10;
    for (int i = 1; i < count; i++) {
      int tag = bytes[at];
      if (tag == 1) {
        int length = (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff);
        if (length >= WeavingPlan.SHORTEST_MARKER && length <= longest) {
          List<WeavingPlan.Entry> found = plan.marked(bytes, at + 3, length);
          if (found != null) {
            candidates = union(candidates, found);
          }
        }
        at += 3 + length;
      } else {
        int size = SIZES[tag & 0xff];
        if (size == 0) {
          return null;
        }
        at += size;
        if (tag == 5 || tag == 6) {
          i++;
        }
      }
    }
    if ((u2(bytes, at) & ACC_INTERFACE) != 0) {
      // of interfaces, those whose default methods somebody knows
      candidates = named;
    }
    return candidates == null ? null : declared(internalName, bytes, at, candidates);
  }

  private static @Nullable List<Match> declared(
      String internalName, byte[] bytes, int afterPool, List<WeavingPlan.Entry> found) {
    List<WeavingPlan.Entry> candidates = withoutExempt(internalName, found);
    if (candidates.isEmpty()) {
      return null;
    }
    int[] pool = offsets(bytes);
    int at = afterPool + 6;
    at += 2 + 2 * u2(bytes, at);
    int fields = u2(bytes, at);
    at += 2;
    for (int i = 0; i < fields; i++) {
      at = afterAttributes(bytes, at + 6);
    }
    int methods = u2(bytes, at);
    at += 2;
    List<Match> matches = null;
    for (int i = 0; i < methods; i++) {
      if ((u2(bytes, at) & ACC_NOT_WOVEN) == 0) {
        matches = match(bytes, pool, at, candidates, matches);
      }
      at = afterAttributes(bytes, at + 6);
    }
    return matches;
  }

  private static List<WeavingPlan.Entry> withoutExempt(
      String internalName, List<WeavingPlan.Entry> candidates) {
    List<WeavingPlan.Entry> rest = candidates;
    for (WeavingPlan.Entry entry : candidates) {
      if (entry.rule.exempts(internalName)) {
        if (rest == candidates) {
          rest = new ArrayList<>(candidates);
        }
        rest.remove(entry);
      }
    }
    return rest;
  }

  private static @Nullable List<Match> match(
      byte[] bytes,
      int[] pool,
      int method,
      List<WeavingPlan.Entry> candidates,
      @Nullable List<Match> matches) {
    boolean isStatic = (u2(bytes, method) & ACC_STATIC) != 0;
    int nameAt = pool[u2(bytes, method + 2)];
    int descriptorAt = pool[u2(bytes, method + 4)];
    for (WeavingPlan.Entry entry : candidates) {
      for (MethodRule rule : entry.rule.methods()) {
        if (rule.isStatic() == isStatic
            && textEquals(bytes, nameAt, rule.name())
            && textEquals(bytes, descriptorAt, rule.descriptor())) {
          if (matches == null) {
            matches = new ArrayList<>();
          }
          matches.add(new Match(entry, rule));
        }
      }
    }
    return matches;
  }

  private static boolean textEquals(byte[] bytes, int at, String text) {
    int length = u2(bytes, at + 1);
    if (length != text.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[at + 3 + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int afterAttributes(byte[] bytes, int at) {
    int count = u2(bytes, at);
    int next = at + 2;
    for (int i = 0; i < count; i++) {
      next += 6 + (u2(bytes, next + 2) << 16 | u2(bytes, next + 4));
    }
    return next;
  }

  private static int[] offsets(byte[] bytes) {
    int count = u2(bytes, 8);
    int[] offsets = new int[count];
    int at = 10;
    for (int i = 1; i < count; i++) {
      offsets[i] = at;
      int tag = bytes[at];
      at += tag == 1 ? 3 + u2(bytes, at + 1) : SIZES[tag & 0xff];
      if (tag == 5 || tag == 6) {
        i++;
      }
    }
    return offsets;
  }

  /** Sizes by tag: a table, for most of this runs before the JVM has compiled it. */
  private static byte[] sizes() {
    byte[] sizes = new byte[1 << Byte.SIZE];
    for (int tag : new int[] {7, 8, 16, 19, 20}) {
      sizes[tag] = 3; // Class, String, MethodType, Module, Package
    }
    sizes[15] = 4; // MethodHandle
    for (int tag : new int[] {3, 4, 9, 10, 11, 12, 17, 18}) {
      sizes[tag] = 5; // Integer, Float, references, NameAndType, dynamic ones
    }
    sizes[5] = 9; // Long
    sizes[6] = 9; // Double
    return sizes;
  }

  private static List<WeavingPlan.Entry> union(
      @Nullable List<WeavingPlan.Entry> some, List<WeavingPlan.Entry> more) {
    if (some == null || some.equals(more)) {
      return more;
    }
    List<WeavingPlan.Entry> all = new ArrayList<>(some);
    for (WeavingPlan.Entry entry : more) {
      if (!all.contains(entry)) {
        all.add(entry);
      }
    }
    return all;
  }

  private static int u2(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }
}
