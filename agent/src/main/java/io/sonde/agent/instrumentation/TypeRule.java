package io.sonde.agent.instrumentation;

import java.util.List;

/**
 * Which classes are candidates and which of their methods are woven.
 *
 * <p>No class hierarchy is resolved while classes load. A class <em>named</em> here is a candidate
 * by its name. Otherwise a class is a candidate if its constant pool contains one of the markers
 * and it declares one of the methods; the probe then checks the receiver's type (an {@code
 * instanceof}), because another class may happen to declare the same method. An interface is a
 * candidate by its name alone, for the methods that it has bodies of.
 *
 * @param names binary names of exact types (JDK classes as a rule); empty for a marked rule
 * @param markers constant-pool texts, each exactly as it stands there: internal names ({@code
 *     java/sql/Statement}) or descriptors ({@code ()Ljava/sql/Connection;}); empty for a named rule
 * @param supertypes binary names of the types whose loaded subtypes are re-examined when Sonde
 *     starts after them
 * @param methods what to weave
 * @param exempt beginnings of internal names ({@code com/zaxxer/hikari/pool/}) of classes that are
 *     no candidates of a marked rule, whatever they mention
 */
public record TypeRule(
    List<String> names,
    List<String> markers,
    List<String> supertypes,
    List<MethodRule> methods,
    List<String> exempt) {

  /** A rule for exact types. */
  public static TypeRule named(List<String> names, List<MethodRule> methods) {
    return new TypeRule(names, List.of(), List.of(), methods, List.of());
  }

  /** A rule for every class that declares one of the methods and mentions one of the markers. */
  public static TypeRule marked(
      List<String> markers, List<String> supertypes, List<MethodRule> methods) {
    return new TypeRule(List.of(), markers, supertypes, methods, List.of());
  }

  /** The same marked rule without the classes whose internal names begin with one of these. */
  public TypeRule except(List<String> beginnings) {
    return new TypeRule(names, markers, supertypes, methods, beginnings);
  }

  /** Whether a class is exempt from the rule. */
  public boolean exempts(String internalName) {
    for (String beginning : exempt) {
      if (internalName.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }
}
