package io.sonde.agent.safety;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps a list of the calls that nobody had a right to make, and throws on each. */
final class Hostility {

  static final List<String> CALLS = new CopyOnWriteArrayList<>();

  private Hostility() {}

  static <T> @Nullable T refuse(String call) {
    CALLS.add(call);
    throw new IllegalStateException(call);
  }
}
