package io.sonde.agent.instrumentation.messaging;

/** What a client does with messages. */
public enum Operation {
  /** A message is sent; how far, each client's package says. */
  SEND("send", false),
  /** Messages are asked for, by a client that fetches many at once. */
  POLL("poll", false),
  /** A message is asked for. */
  RECEIVE("receive", false),
  /** The application works for what it was given. */
  PROCESS("process", true);

  private final String label;
  private final boolean isProcessing;

  Operation(String label, boolean isProcessing) {
    this.label = label;
    this.isProcessing = isProcessing;
  }

  /** The value of the label {@code messaging_operation_name}. */
  String label() {
    return label;
  }

  /** Whether it is the application's work and not the client's. */
  boolean isProcessing() {
    return isProcessing;
  }
}
