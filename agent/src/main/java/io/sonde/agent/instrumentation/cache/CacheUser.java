package io.sonde.agent.instrumentation.cache;

import io.sonde.agent.instrumentation.SimpleName;
import java.util.Optional;
import java.util.stream.Stream;

/** Who uses a cache: the class of the application that is nearest on the stack. */
final class CacheUser {

  /** What stands between an application and its cache. */
  private static final String[] BETWEEN = {
    "io.sonde.agent.",
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.github.benmanes.caffeine.",
    "com.google.common.",
    "org.ehcache.",
    "org.springframework."
  };

  private static final int MAX_LENGTH = 100;

  private CacheUser() {}

  /**
   * The simple name of the class.
   *
   * @param library the answer if no class of the application is on the stack
   */
  static String onStack(String library) {
    Optional<String> found = StackWalker.getInstance().walk(CacheUser::nearest);
    return found.isPresent() ? simpleName(found.get()) : library;
  }

  private static Optional<String> nearest(Stream<StackWalker.StackFrame> frames) {
    return frames
        .map(StackWalker.StackFrame::getClassName)
        .filter(CacheUser::isApplications)
        .findFirst();
  }

  private static boolean isApplications(String className) {
    for (String prefix : BETWEEN) {
      if (className.startsWith(prefix)) {
        return false;
      }
    }
    return true;
  }

  /** Without package, what is generated and the numbers of anonymous classes. */
  static String simpleName(String className) {
    return shortened(SimpleName.of(className));
  }

  /** At most {@value #MAX_LENGTH} characters of a name. */
  static String shortened(String name) {
    return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
  }
}
