package io.sonde.host.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** An HTTP client as the program uses it; each gives up after {@link #TIMEOUT_MILLIS}. */
interface WebClient extends AutoCloseable {

  int TIMEOUT_MILLIS = 2_000;

  /**
   * Sends a request and waits for the end of the response.
   *
   * @param cancellation to be told how to cancel the call, before it is sent
   * @return the response's status
   * @throws Exception what the client throws or passes to its callback
   */
  int send(String method, String url, Cancellation cancellation) throws Exception;

  /** Whether a call that waits for its response can be cancelled. */
  default boolean canCancel() {
    return true;
  }

  /** Connections that wait in the client's pool, as the pool says. */
  default int idleConnections() {
    return 0;
  }

  @Override
  default void close() throws Exception {}

  /** What a callback was given, as if the call had waited for it. */
  static int await(CompletableFuture<Integer> status) throws Exception {
    try {
      return status.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Where a client leaves the way to cancel the call that it is about to make. */
  interface Cancellation {
    void by(Runnable cancel);
  }
}
