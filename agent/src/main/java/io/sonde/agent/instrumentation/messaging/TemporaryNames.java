package io.sonde.agent.instrumentation.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Names of queues and topics of which there is one for each client or even each request: they share
 * a name, or each would be a label of its own. They are told by a UUID in them or by how brokers
 * begin them.
 */
public final class TemporaryNames {

  /** The name of what is temporary. */
  public static final String SHARED = "(temporary)";

  private static final String UUID_SHAPE = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

  /** RabbitMQ's, and those of Spring's anonymous queues of it. */
  private static final String[] BEGINNINGS = {"amq.gen-", "amq.rabbitmq.reply-to", "spring.gen-"};

  private TemporaryNames() {}

  /** The name, or the shared one if it is temporary; what is no text stays as it is. */
  public static @Nullable Object shared(@Nullable Object name) {
    return name instanceof String text && isTemporary(text) ? SHARED : name;
  }

  private static boolean isTemporary(String name) {
    for (String beginning : BEGINNINGS) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    for (int at = 0; at + UUID_SHAPE.length() <= name.length(); at++) {
      if (isUuidAt(name, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUuidAt(String text, int at) {
    for (int i = 0; i < UUID_SHAPE.length(); i++) {
      char c = text.charAt(at + i);
      boolean fits =
          UUID_SHAPE.charAt(i) == '-' ? c == '-' : Character.digit(c, 16) >= 0 && c < 128;
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
