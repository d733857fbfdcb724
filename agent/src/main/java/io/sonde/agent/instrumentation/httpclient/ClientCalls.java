package io.sonde.agent.instrumentation.httpclient;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.requests.RequestLedger;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of all HTTP clients share: the servers that are called, the meters of the calls
 * and the rule that the outermost call of a thread is the one that is measured.
 *
 * <p>There is one for all technologies, whichever of them is installed first makes it: a client
 * that works through another one counts once, and a server has one gauge however it is called.
 */
public final class ClientCalls {

  /** Value of {@link CallState#HTTP_CLIENT}: the thread waits for a response. */
  public static final long WAITING = 1;

  /** Value of {@link CallState#HTTP_CLIENT}: inside {@code sendAsync} of the JDK's client. */
  public static final long JDK_ASYNC = 2;

  /** Value of {@link CallState#HTTP_CLIENT}: inside {@code enqueue} of OkHttp. */
  public static final long OKHTTP_ENQUEUES = 3;

  /** Value of {@link CallState#HTTP_CLIENT}: a thread of OkHttp's works for an enqueued call. */
  public static final long OKHTTP_WORKS = 4;

  /**
   * Value of {@link CallState#HTTP_CLIENT}: inside the execution chain of Apache's async client.
   */
  public static final long APACHE5_ASYNC = 5;

  /** Value of {@link CallState#HTTP_CLIENT}: inside {@code execute} of Apache's async client 4. */
  public static final long APACHE4_ASYNC = 6;

  /** Value of {@link CallState#HTTP_CLIENT}: inside {@code send} of Jetty's client. */
  public static final long JETTY_SENDS = 7;

  private final ServerTable servers;
  private final RequestLedger requests;

  private ClientCalls(ProbeContext context) {
    requests = context.requests();
    servers =
        new ServerTable(
            ServerTable.MAX_SERVERS,
            new ClientMeters(context.registry(), context.callBounds(), context.waitBounds()));
  }

  /** The one of a context. */
  public static ClientCalls of(ProbeContext context) {
    return context.shared(ClientCalls.class, ClientCalls::new);
  }

  /** The servers that are told apart. */
  public ServerTable servers() {
    return servers;
  }

  /** Where the time of requests is accounted for. */
  public RequestLedger requests() {
    return requests;
  }

  /** Whether a call that begins on the thread is neither Sonde's own nor part of another call. */
  public static boolean isOutermost(long[] state) {
    return state[CallState.MUTED] == 0 && state[CallState.HTTP_CLIENT] == 0;
  }

  /**
   * A call begins whose thread waits for the response.
   *
   * @param kind what {@link CallState#HTTP_CLIENT} is until the thread leaves the call
   * @return the clock, read last
   */
  public long begins(long[] state, ServerHandle server, long kind) {
    state[CallState.CLIENT_SERVER] = server.number();
    server.started();
    requests.callBegins(state);
    state[CallState.HTTP_CLIENT] = kind;
    return CallState.now();
  }

  /**
   * The call that {@link #begins} began ends, on the same thread.
   *
   * @return the server, for {@link ServerHandle#record}; it no longer counts the call as active
   */
  public @Nullable ServerHandle ends(long[] state, long elapsedNanos) {
    ServerHandle server = leaves(state, elapsedNanos);
    if (server != null) {
      server.finished();
    }
    return server;
  }

  /**
   * The thread leaves the call that {@link #begins} began; it may go on elsewhere.
   *
   * @return the server, which still counts the call as active
   */
  public @Nullable ServerHandle leaves(long[] state, long elapsedNanos) {
    state[CallState.HTTP_CLIENT] = 0;
    requests.callEnds(state, RequestLedger.HTTP, elapsedNanos);
    requests.outgoing(state);
    return servers.byNumber(state[CallState.CLIENT_SERVER]);
  }

  /**
   * A call begins that ends on whatever thread; the request that the current thread serves goes on.
   *
   * @param method the request's method
   * @return the call, which counts as active from here on
   */
  public Exchange handsOver(
      long[] state, ServerHandle server, @Nullable String method, long startNanos) {
    server.started();
    Exchange exchange = new Exchange(startNanos, server, method);
    exchange.isHandedOver(requests, requests.handsOver(state), startNanos);
    requests.outgoing(state);
    return exchange;
  }
}
