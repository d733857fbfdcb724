package io.sonde.agent.instrumentation.grpc;

/** Who measures a call. */
enum Side {
  /** Who makes it. */
  CLIENT("rpc.client", "Duration of outgoing RPCs.", "Outgoing RPCs that are under way."),
  /** Who answers it. */
  SERVER(
      "rpc.server",
      "Duration of RPCs from their arrival to the end of their streams.",
      "RPCs that are being served.");

  private final String prefix;
  private final String durationHelp;
  private final String activeHelp;

  Side(String prefix, String durationHelp, String activeHelp) {
    this.prefix = prefix;
    this.durationHelp = durationHelp;
    this.activeHelp = activeHelp;
  }

  /** What the names of its meters begin with. */
  String prefix() {
    return prefix;
  }

  String durationHelp() {
    return durationHelp;
  }

  String activeHelp() {
    return activeHelp;
  }
}
