package io.sonde.agent.instrumentation;

/**
 * A method to weave, by name and exact descriptor.
 *
 * @param name the method's name
 * @param descriptor the method's descriptor, for example {@code (Ljava/lang/String;)Z}
 * @param advice the binary name of the class with the inlined code; a name, so that rules load no
 *     advice
 * @param isStatic whether it is a static method, so that its advice has no receiver
 */
public record MethodRule(String name, String descriptor, String advice, boolean isStatic) {

  /** A method with a receiver. */
  public MethodRule(String name, String descriptor, String advice) {
    this(name, descriptor, advice, false);
  }
}
