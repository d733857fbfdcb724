package io.sonde.exporters.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The embedded HTTP server: exact routes, deadlines, host allow-list and tokens over the JDK's
 * server.
 *
 * <p>All its threads are daemons whose context class loader is this class's own. Starting never
 * throws into the caller; {@link #close} stops every thread and frees the port.
 *
 * <p>Concurrency: {@code routes} is volatile, written once under this object's monitor and never
 * changed; all else is immutable after the start.
 */
public final class SondeServer implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final long START_MILLIS = 10_000;
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
          + "form-action 'none'";

  private final HttpServer server;
  private final DeadlineExecutor executor;
  private final RequestGate gate;
  private final Supplier<List<Route>> source;
  private volatile @Nullable Map<String, List<Route>> routes;

  private SondeServer(
      HttpServer server,
      DeadlineExecutor executor,
      RequestGate gate,
      Supplier<List<Route>> source) {
    this.server = server;
    this.executor = executor;
    this.gate = gate;
    this.source = source;
  }

  /**
   * Starts on the first free port from the one asked for.
   *
   * @param routes asked once, by the first request
   * @return the server, or none and the reason, if no port is free or anything else is amiss
   */
  public static ServerStart start(ServerOptions options, Supplier<List<Route>> routes) {
    return start(options, routes, DeadlineExecutor.Deadlines.STANDARD);
  }

  /** Starts with routes that are there already. */
  public static ServerStart start(ServerOptions options, List<Route> routes) {
    return start(options, routes, DeadlineExecutor.Deadlines.STANDARD);
  }

  static ServerStart start(
      ServerOptions options, List<Route> routes, DeadlineExecutor.Deadlines limits) {
    return start(options, () -> routes, limits);
  }

  private static ServerStart start(
      ServerOptions options, Supplier<List<Route>> routes, DeadlineExecutor.Deadlines limits) {
    Starter starter = new Starter(options, routes, limits);
    try {
      // The JDK's dispatcher and timer inherit daemon state and context loader from this thread.
      Thread thread = options.threads().newThread(starter);
      thread.setName("sonde-http-start");
      thread.setDaemon(true);
      thread.setContextClassLoader(SondeServer.class.getClassLoader());
      thread.start();
      thread.join(START_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) {
      return off("endpoint off: " + failure);
    }
    ServerStart result = starter.result;
    return result == null ? off("endpoint off: no start within 10 s") : result;
  }

  private static ServerStart off(String reason) {
    return new ServerStart(null, List.of(reason));
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  int threadCount() {
    return executor.threadCount();
  }

  int awaitedHeads() {
    return executor.awaitedHeads();
  }

  /** Closes the port and all connections and ends all threads, within about a second. */
  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    DeadlineExecutor.Deadline deadline = executor.deadline();
    if (deadline != null) {
      deadline.headEnds();
    }
    Response response = new Response(exchange);
    setSecurityHeaders(exchange.getResponseHeaders());
    try (exchange) {
      try {
        dispatch(new Request(exchange, deadline), response);
      } catch (HttpProblem problem) {
        answer(exchange, response, problem.status(), String.valueOf(problem.getMessage()));
      } catch (RuntimeException | StackOverflowError failure) {
        answer(exchange, response, 500, "Internal error: " + failure.getClass().getName());
      }
    }
  }

  private void dispatch(Request request, Response response) throws IOException {
    gate.checkHead(request);
    List<Route> candidates = routesOf(request.path());
    if (candidates == null) {
      throw new HttpProblem(404, "Not found");
    }
    Route route = routeFor(request.method(), candidates);
    if (route == null) {
      response.header("Allow", allowed(candidates));
      throw new HttpProblem(405, "Method not allowed");
    }
    gate.checkAccess(request, route.access());
    route.handler().handle(request, response);
    if (!response.committed()) {
      response.send(new byte[0]);
    }
  }

  private @Nullable List<Route> routesOf(String path) {
    Map<String, List<Route>> known = routes();
    List<Route> exact = known.get(path);
    int slash = path.lastIndexOf('/');
    if (exact != null || slash < 0 || slash + 1 == path.length()) {
      return exact;
    }
    for (int i = slash + 1; i < path.length(); i++) {
      char c = path.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) {
        return null;
      }
    }
    return known.get(path.substring(0, slash + 1) + '*');
  }

  private Map<String, List<Route>> routes() {
    Map<String, List<Route>> known = routes;
    return known != null ? known : makeRoutes();
  }

  private synchronized Map<String, List<Route>> makeRoutes() {
    Map<String, List<Route>> made = routes;
    if (made == null) {
      made = new HashMap<>();
      for (Route route : source.get()) {
        List<Route> ofPath = new ArrayList<>(made.getOrDefault(route.path(), List.of()));
        ofPath.add(route);
        made.put(route.path(), List.copyOf(ofPath));
      }
      routes = made;
    }
    return made;
  }

  private static @Nullable Route routeFor(String method, List<Route> candidates) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    for (Route route : candidates) {
      if (route.method().equals(wanted)) {
        return route;
      }
    }
    return null;
  }

  private static String allowed(List<Route> candidates) {
    Set<String> methods = new LinkedHashSet<>();
    for (Route route : candidates) {
      methods.add(route.method());
      if (route.method().equals("GET")) {
        methods.add("HEAD");
      }
    }
    return String.join(", ", methods);
  }

  private static void answer(HttpExchange exchange, Response response, int status, String text)
      throws IOException {
    if (response.committed()) {
      // too late for a status: a cut connection is the only honest sign left
      throw new IOException("failed after the status was sent");
    }
    Headers headers = exchange.getResponseHeaders();
    if (status == 401) {
      headers.set("WWW-Authenticate", "Bearer");
    }
    // what is left of the request is not worth reading
    headers.set("Connection", "close");
    headers.remove("Content-Encoding");
    response.problem(status, text);
  }

  private static void setSecurityHeaders(Headers headers) {
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }

  /** Binds and starts on a thread of ours. */
  private static final class Starter implements Runnable {
    private final ServerOptions options;
    private final Supplier<List<Route>> routes;
    private final DeadlineExecutor.Deadlines limits;
    private final List<String> warnings = new ArrayList<>();
    private volatile @Nullable ServerStart result;

    Starter(
        ServerOptions options, Supplier<List<Route>> routes, DeadlineExecutor.Deadlines limits) {
      this.options = options;
      this.routes = routes;
      this.limits = limits;
    }

    @Override
    public void run() {
      try {
        result = open();
      } catch (NoClassDefFoundError missing) {
        result = off("endpoint off: the JVM lacks the module jdk.httpserver (" + missing + ")");
      } catch (Throwable failure) {
        result = off("endpoint off: " + failure);
      }
    }

    private ServerStart open() throws IOException {
      InetAddress address = bindAddress();
      HttpServer http = bind(address);
      if (http == null) {
        warnings.add(
            "endpoint off: ports "
                + options.port()
                + " to "
                + (options.port() + options.spareTries())
                + " are taken");
        return new ServerStart(null, warnings);
      }
      DeadlineExecutor executor = new DeadlineExecutor(options.threads(), limits);
      RequestGate gate = new RequestGate(options, address.isLoopbackAddress());
      SondeServer server = new SondeServer(http, executor, gate, this::allRoutes);
      http.createContext("/", server::handle);
      http.setExecutor(executor);
      http.start();
      return new ServerStart(server, warnings);
    }

    private List<Route> allRoutes() {
      List<Route> all = new ArrayList<>(routes.get());
      AccessToken token = options.token();
      if (token != null) {
        all.add(Route.post("/session", Access.SIGN_IN, new SignInHandler(token)));
      }
      return all;
    }

    private InetAddress bindAddress() throws IOException {
      if (options.bindAddress().equals("localhost")) {
        return ipv4Loopback();
      }
      InetAddress address = InetAddress.getAllByName(options.bindAddress())[0];
      if (address.isLoopbackAddress()) {
        return address;
      }
      AccessToken token = options.token();
      if (token != null && token.prepare()) {
        return address;
      }
      warnings.add(
          "endpoint on 127.0.0.1 instead of "
              + options.bindAddress()
              + ", which needs a token"
              + (token == null ? "" : " and its file cannot be written safely"));
      return ipv4Loopback();
    }

    private static InetAddress ipv4Loopback() throws IOException {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private @Nullable HttpServer bind(InetAddress address) throws IOException {
      int tries = options.port() == 0 ? 0 : options.spareTries();
      for (int i = 0; i <= tries && options.port() + i <= 0xFFFF; i++) {
        try {
          HttpServer bound =
              HttpServer.create(new InetSocketAddress(address, options.port() + i), BACKLOG);
          if (i > 0) {
            warnings.add(
                "port " + options.port() + " is taken, endpoint on " + (options.port() + i));
          }
          return bound;
        } catch (BindException taken) {
          // the next port may be free
        }
      }
      return null;
    }
  }
}
