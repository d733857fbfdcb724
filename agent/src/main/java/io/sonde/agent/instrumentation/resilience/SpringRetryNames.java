package io.sonde.agent.instrumentation.resilience;

import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.SimpleName;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of calls that Spring retries: those of the code that is retried.
 *
 * <p>Concurrency: {@code known} is a concurrent map, to which any thread adds until it is full.
 */
final class SpringRetryNames {

  private static final String LIBRARY = "org.springframework.retry.";

  /** What {@code @Retryable} makes, with a label: the method's, unless it was given one. */
  private static final LibraryMethod LABEL =
      new LibraryMethod(LIBRARY + "interceptor.MethodInvocationRetryCallback", "getLabel");

  /** Classes and labels that are known at the same time; further ones are shortened each time. */
  private static final int MAX_KNOWN = 1_024;

  private final Retries retries;
  private final ConcurrentHashMap<String, NamedRetry> known = new ConcurrentHashMap<>();

  SpringRetryNames(Retries retries) {
    this.retries = retries;
  }

  /** The counters of the calls of a callback. */
  NamedRetry of(Object callback) {
    String type = callback.getClass().getName();
    boolean isLibrarys = type.startsWith(LIBRARY);
    String text = isLibrarys && LABEL.call(callback) instanceof String label ? label : null;
    NamedRetry found = known.get(text != null ? text : type);
    return found != null ? found : add(text, type);
  }

  private NamedRetry add(@Nullable String label, String type) {
    String name = label != null ? method(label) : SimpleName.of(type);
    NamedRetry made = retries.named(Breakers.label(name));
    if (known.size() < MAX_KNOWN) {
      known.put(label != null ? label : type, made);
    }
    return made;
  }

  /**
   * The label of a method, whether or not it has modifiers, types and a package, as {@code
   * OrderService.pay}; any other as it is.
   */
  static String method(String label) {
    int parameters = label.indexOf('(');
    String head = parameters < 0 ? label : label.substring(0, parameters);
    String qualified = parameters < 0 ? head : head.substring(head.lastIndexOf(' ') + 1);
    int method = qualified.lastIndexOf('.');
    if (method <= 0) {
      return label;
    }
    String type = SimpleName.of(qualified.substring(0, method));
    return !type.isEmpty() && Character.isUpperCase(type.charAt(0))
        ? type + qualified.substring(method)
        : label;
  }
}
