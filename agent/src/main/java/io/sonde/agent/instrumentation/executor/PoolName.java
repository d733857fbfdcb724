package io.sonde.agent.instrumentation.executor;

/** Names of pools, derived from the names of their threads. */
final class PoolName {

  private static final String[] GENERIC_ENDINGS = {"-thread", "-worker"};

  private PoolName() {}

  /**
   * A thread's name without its running number: {@code http-nio-8080-exec-3} gives {@code
   * http-nio-8080-exec}, {@code pool-3-thread-1} gives {@code pool-3}, {@code
   * ForkJoinPool-1-worker-2} gives {@code ForkJoinPool-1}.
   */
  static String of(String threadName) {
    int end = threadName.length();
    while (end > 0 && Character.isDigit(threadName.charAt(end - 1))) {
      end--;
    }
    if (end < threadName.length() || (end > 0 && isSeparator(threadName.charAt(end - 1)))) {
      while (end > 0 && isSeparator(threadName.charAt(end - 1))) {
        end--;
      }
    }
    String name = threadName.substring(0, end);
    for (String ending : GENERIC_ENDINGS) {
      if (name.endsWith(ending) && (name.startsWith("pool-") || name.startsWith("ForkJoinPool"))) {
        name = name.substring(0, name.length() - ending.length());
      }
    }
    return name.isEmpty() ? "unnamed" : name;
  }

  private static boolean isSeparator(char c) {
    return c == '-' || c == '_' || c == ' ' || c == '#' || c == ':' || c == '.';
  }
}
