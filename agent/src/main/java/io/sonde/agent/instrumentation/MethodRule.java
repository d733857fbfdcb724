package io.sonde.agent.instrumentation;

/**
 * A method to weave, by name and exact descriptor.
 *
 * @param name the method's name
 * @param descriptor the method's descriptor, for example {@code (Ljava/lang/String;)Z}
 * @param advice the binary name of the class with the inlined code; a name, so that rules load no
 *     advice
 */
public record MethodRule(String name, String descriptor, String advice) {}
