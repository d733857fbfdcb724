package io.sonde.agent.instrumentation.httpclient.jdk;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.httpclient.ClientCalls;
import io.sonde.agent.instrumentation.httpclient.ServerHandle;
import io.sonde.agent.instrumentation.httpclient.ServerTable;
import io.sonde.agent.requests.RequestLedger;
import java.io.IOException;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of the {@link HttpURLConnection}s that are alive, finished ones included: their
 * later calls find the response that is already there and are not calls.
 *
 * <p>The receivers are classes of the JDK, the only ones that are woven; their getters are safe to
 * call.
 */
final class UrlConnections {

  /** Connections that are followed at a time. */
  static final int MAX_CONNECTIONS = 65_536;

  private final ServerTable servers;
  private final WeakIdentityTable<Exchange> exchanges;
  private final RequestLedger requests;

  UrlConnections(ClientCalls calls, WeakIdentityTable<Exchange> exchanges) {
    this.servers = calls.servers();
    this.requests = calls.requests();
    this.exchanges = exchanges;
  }

  /** Enters any of the three methods; returns the start of the exchange, or 0. */
  long enter(@Nullable Object self) {
    long[] state = CallState.current();
    if (!ClientCalls.isOutermost(state) || !(self instanceof HttpURLConnection connection)) {
      return 0L;
    }
    Exchange exchange = exchanges.get(connection);
    if (exchange == null) {
      ServerHandle server = servers.find(connection.getURL());
      if (server == null) {
        return 0L;
      }
      exchange = new Exchange(server);
      if (!exchanges.add(connection, exchange)) {
        return 0L;
      }
    } else if (exchange.done) {
      return 0L;
    }
    // a redirect changes the method of the connection
    exchange.method = connection.getRequestMethod();
    exchange.server.started();
    requests.callBegins(state);
    state[CallState.HTTP_CLIENT] = ClientCalls.WAITING;
    long now = CallState.now();
    state[CallState.CLIENT_CALL] = now;
    if (exchange.startNanos == 0) {
      exchange.startNanos = now;
    }
    return exchange.startNanos;
  }

  private void leave(long endNanos) {
    long[] state = CallState.current();
    state[CallState.HTTP_CLIENT] = 0;
    requests.callEnds(state, RequestLedger.HTTP, endNanos - state[CallState.CLIENT_CALL]);
  }

  /** Exits a method that starts an exchange; it is over only if that failed. */
  void exitOpen(long startNanos, @Nullable Object self, @Nullable Throwable thrown) {
    final long endNanos = CallState.now();
    leave(endNanos);
    if (!(self instanceof HttpURLConnection connection)) {
      return;
    }
    Exchange exchange = exchanges.get(connection);
    if (exchange == null) {
      return;
    }
    exchange.server.finished();
    if (thrown == null) {
      return;
    }
    requests.outgoing(CallState.current());
    // the client would try again
    exchanges.remove(connection);
    if (thrown instanceof ProtocolException && !connection.getDoOutput()) {
      // a misuse that is refused before anything is sent
      return;
    }
    // to ask for a body makes a GET a POST
    String method = connection.getRequestMethod();
    exchange.server.record(endNanos - startNanos, method, 0, thrown.getClass().getName());
  }

  /** Exits the method that waits for the response; the exchange is over. */
  void exitResponse(long startNanos, @Nullable Object self, @Nullable Throwable thrown) {
    final long endNanos = CallState.now();
    leave(endNanos);
    if (!(self instanceof HttpURLConnection connection)) {
      return;
    }
    Exchange exchange = exchanges.get(connection);
    if (exchange == null) {
      return;
    }
    exchange.server.finished();
    exchange.done = true;
    requests.outgoing(CallState.current());
    String error = thrown == null ? null : thrown.getClass().getName();
    exchange.server.record(
        endNanos - startNanos, exchange.method, status(connection, thrown), error);
  }

  /** The status of the response, 0 if there is none; nothing here may cause a second attempt. */
  private static int status(HttpURLConnection connection, @Nullable Throwable thrown) {
    if (thrown instanceof HttpRetryException retry) {
      return retry.responseCode();
    }
    if (thrown != null && connection.getErrorStream() == null) {
      // no status of 400 or above: to ask for it would connect again
      return 0;
    }
    try {
      return connection.getResponseCode();
    } catch (IOException noStatus) {
      return 0;
    }
  }

  /**
   * One exchange of a connection.
   *
   * <p>Only the thread that calls the connection reads and writes it; a connection is not made for
   * several threads. It refers to nothing of the application.
   */
  static final class Exchange {

    final ServerHandle server;
    long startNanos;
    @Nullable String method;
    boolean done;

    Exchange(ServerHandle server) {
      this.server = server;
    }
  }
}
