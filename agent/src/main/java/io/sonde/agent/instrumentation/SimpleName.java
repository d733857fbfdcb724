package io.sonde.agent.instrumentation;

/** What people call a class: its name without package and without what was generated around it. */
public final class SimpleName {

  private SimpleName() {}

  /** Without package, the numbers of anonymous classes, and what proxies and lambdas add. */
  public static String of(String className) {
    // a lambda's own part has a slash and dots of its own
    int lambda = className.indexOf("$$Lambda");
    String written = lambda > 0 ? className.substring(0, lambda) : className;
    String name = written.substring(written.lastIndexOf('.') + 1);
    int end = name.length();
    for (int i = 1; i < name.length() - 1 && end == name.length(); i++) {
      char next = name.charAt(i + 1);
      if (name.charAt(i) == '$' && (next == '$' || Character.isDigit(next))) {
        end = i;
      }
    }
    return name.substring(0, end).replace('$', '.');
  }
}
