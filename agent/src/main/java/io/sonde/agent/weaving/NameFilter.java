package io.sonde.agent.weaving;

/**
 * Rejects classes by name before their bytes are looked at: the JDK's, ours, other agents' and
 * generated ones, none of which a marked rule is meant for.
 *
 * <p>Internal names ({@code java/lang/String}). Pure functions without allocation.
 */
final class NameFilter {

  /** First letters of {@link #OTHERS}: most names are done with after one look. */
  private static final String FIRST_LETTERS = "cdgiknos";

  private static final String[] OTHERS = {
    "io/sonde/agent/launch/",
    "io/opentelemetry/javaagent/",
    "com/newrelic/agent/",
    "com/dynatrace/",
    "co/elastic/apm/agent/",
    "datadog/",
    "org/apache/skywalking/apm/",
    "org/jacoco/agent/",
    "org/glowroot/agent/",
    "com/navercorp/pinpoint/",
    "com/taobao/arthas/",
    "net/bytebuddy/",
    "io/prometheus/jmx/",
    "kotlin/",
    "scala/",
    "groovy/",
    "org/gradle/",
    "com/intellij/rt/"
  };

  private static final String PROXY = "$Proxy";

  private NameFilter() {}

  /** Whether the class belongs to the JDK, by its name. */
  static boolean isJdk(String name) {
    return switch (name.charAt(0)) {
      case 'j' -> name.startsWith("java/") || name.startsWith("jdk/");
      case 's' -> name.startsWith("sun/");
      case 'c' -> name.startsWith("com/sun/proxy/") || name.startsWith("com/sun/crypto/");
      default -> false;
    };
  }

  /** Whether no marked rule may apply to the class. */
  static boolean isForeign(String name) {
    return isDynamicProxy(name) || hasForeignPrefix(name);
  }

  /** Proxies of interfaces that are not public live in the application's own packages. */
  private static boolean isDynamicProxy(String name) {
    int simple = name.lastIndexOf('/') + 1;
    int number = simple + PROXY.length();
    return name.startsWith(PROXY, simple)
        && name.length() > number
        && Character.isDigit(name.charAt(number));
  }

  private static boolean hasForeignPrefix(String name) {
    if (FIRST_LETTERS.indexOf(name.charAt(0)) < 0) {
      return false;
    }
    for (String prefix : OTHERS) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
