package io.sonde.agent.requests;

/** Where a request's time can go. */
public enum RequestPart {
  /** In database calls. */
  SQL(0, "sql"),
  /** In {@code getConnection}. */
  CONNECTION_WAIT(1, "connection_wait"),
  /** In outgoing HTTP calls. */
  HTTP_CLIENT(2, "http_client"),
  /** Its tasks waited for a thread. */
  EXECUTOR_QUEUE(3, "executor_queue"),
  /** Its own thread computed. */
  CPU(4, "cpu"),
  /** Its own thread waited for something that is not measured. */
  BLOCKED(5, "blocked"),
  /** All threads stood still for a garbage collection, while its own thread worked or waited. */
  GC(6, "gc"),
  /** Asynchronous, and no thread was known to work for it. */
  OTHER(7, "other");

  private final int index;
  private final String label;

  RequestPart(int index, String label) {
    this.index = index;
    this.label = label;
  }

  /** The place of the part where parts stand in a row, from 0. */
  public int index() {
    return index;
  }

  /** The value of the label {@code part}. */
  public String label() {
    return label;
  }
}
