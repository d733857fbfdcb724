package io.sonde.agent.instrumentation.grpc;

import io.sonde.agent.instrumentation.ProbeContext;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The methods of one side, by name.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code named}</td><td>concurrent</td><td>locked</td><td>the object's monitor, for
 * writers, who come once for each name</td></tr>
 * <tr><td>{@code numbered[i]}</td><td>volatile</td><td>volatile, once</td><td>as {@code named}</td>
 * </tr>
 * </table>
 */
final class GrpcMethods {

  /** Methods that are told apart here; the registry's own bound is lower as a rule. */
  static final int MAX_METHODS = 2_000;

  /** The name of what is beyond. */
  static final String OTHER = "other";

  /** The name of what a server does not have, by the conventions of OpenTelemetry. */
  static final String UNKNOWN = "_OTHER";

  private static final int MAX_LENGTH = 250;

  private final GrpcMeters meters;
  private final ConcurrentHashMap<String, GrpcMethod> named = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable GrpcMethod> numbered =
      new AtomicReferenceArray<>(MAX_METHODS + 1);

  private final GrpcMethod unknown;
  private final GrpcMethod other;

  GrpcMethods(ProbeContext context, Side side) {
    this.meters = new GrpcMeters(context.registry(), context.callBounds(), side);
    this.unknown = new GrpcMethod(0, UNKNOWN, meters);
    this.other = new GrpcMethod(0, OTHER, meters);
  }

  /** What is recorded in for methods that a server does not have. */
  GrpcMethod unknown() {
    return unknown;
  }

  /** The method with a number; null for 0. */
  @Nullable GrpcMethod numbered(long number) {
    return number > 0 && number < numbered.length() ? numbered.get((int) number) : null;
  }

  /** The method of a name that was found before, or null. */
  @Nullable GrpcMethod known(@Nullable Object name) {
    return name instanceof String text ? named.get(text) : null;
  }

  /** The method of a name; {@link #unknown} if that is no text. */
  GrpcMethod find(@Nullable Object name) {
    if (!(name instanceof String text)) {
      return unknown;
    }
    GrpcMethod known = named.get(text);
    if (known != null) {
      return known;
    }
    // without the lock: names beyond the bound may come with every call
    GrpcMethod added = isFull() || text.length() > MAX_LENGTH ? other : add(text);
    if (added == other) {
      meters.refuseName();
    }
    return added;
  }

  private boolean isFull() {
    return named.size() >= MAX_METHODS;
  }

  private synchronized GrpcMethod add(String name) {
    GrpcMethod known = named.get(name);
    if (known != null) {
      return known;
    }
    if (isFull()) {
      return other;
    }
    GrpcMethod added = new GrpcMethod(named.size() + 1, name, meters);
    added.show();
    numbered.set(added.number(), added);
    named.put(name, added);
    return added;
  }
}
