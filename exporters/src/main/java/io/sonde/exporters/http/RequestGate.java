package io.sonde.exporters.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides who may come in: by name of host, by site, by token. */
final class RequestGate {
  private static final int MAX_TARGET_CHARS = 4 * 1024;
  private static final int MAX_HEADER_CHARS = 8 * 1024;

  private final Set<String> allowedHosts = new HashSet<>();
  private final boolean loopback;
  private final ServerOptions options;

  RequestGate(ServerOptions options, boolean loopback) {
    this.options = options;
    this.loopback = loopback;
    allowedHosts.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
    for (String host : options.allowedHosts()) {
      allowedHosts.add(host.toLowerCase(Locale.ROOT));
    }
  }

  /** Checks what needs no route: sizes, and the host against DNS rebinding. */
  void checkHead(Request request) throws HttpProblem {
    if (request.exchange().getRequestURI().toString().length() > MAX_TARGET_CHARS) {
      throw new HttpProblem(414, "Address too long");
    }
    int chars = 0;
    for (var header : request.exchange().getRequestHeaders().entrySet()) {
      for (String value : header.getValue()) {
        chars += header.getKey().length() + value.length() + 4;
      }
    }
    if (chars > MAX_HEADER_CHARS) {
      throw new HttpProblem(431, "Headers too long");
    }
    checkHost(request);
  }

  private void checkHost(Request request) throws HttpProblem {
    List<String> hosts = request.headers("Host");
    if (hosts.size() > 1 || (hosts.isEmpty() && !isHttp10(request))) {
      throw new HttpProblem(400, "One Host header is needed");
    }
    // no browser speaks HTTP/1.0 without Host, so there is nothing to rebind
    if (!hosts.isEmpty() && !isAllowed(hosts.get(0), request.localAddress())) {
      throw new HttpProblem(421, "Unknown host");
    }
    String authority = request.exchange().getRequestURI().getRawAuthority();
    if (authority != null && !isAllowed(authority, request.localAddress())) {
      throw new HttpProblem(421, "Unknown host");
    }
  }

  private static boolean isHttp10(Request request) {
    return request.exchange().getProtocol().equalsIgnoreCase("HTTP/1.0");
  }

  private boolean isAllowed(String authority, InetAddress local) {
    String host = hostOf(authority.strip().toLowerCase(Locale.ROOT));
    if (host == null) {
      return false;
    }
    return allowedHosts.contains(host) || isLiteralOf(host, local);
  }

  /** The host without its port, or null if the port is none. */
  private static @Nullable String hostOf(String authority) {
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', Math.max(bracket, 0));
    if (colon < 0) {
      return authority;
    }
    String port = authority.substring(colon + 1);
    return port.matches("[0-9]{0,5}") ? authority.substring(0, colon) : null;
  }

  // A page cannot be rebound to a literal address, so the address that was connected to is fine.
  private static boolean isLiteralOf(String host, InetAddress local) {
    boolean v4 = host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    boolean v6 = host.matches("\\[[0-9a-f:.]+]");
    try {
      // a literal is parsed, not looked up
      return (v4 || v6) && InetAddress.getByName(host).equals(local);
    } catch (UnknownHostException notLiteral) {
      return false;
    }
  }

  /** Checks what the route asks for. */
  void checkAccess(Request request, Access access) throws HttpProblem {
    if (access == Access.OPEN) {
      return;
    }
    checkSite(request);
    if (access == Access.CONTROL && !options.control()) {
      throw new HttpProblem(403, "Control is switched off");
    }
    boolean tokenNeeded = access != Access.READ || !loopback || options.tokenForReads();
    boolean passWillDo = access != Access.SIGN_IN;
    if (tokenNeeded && !carriesToken(request) && !(passWillDo && carriesPass(request))) {
      throw new HttpProblem(401, "The token is needed, in the header X-Sonde-Token");
    }
    if (access == Access.CONTROL && request.method().equals("POST") && !isJson(request)) {
      throw new HttpProblem(415, "The body has to be application/json");
    }
  }

  private static void checkSite(Request request) throws HttpProblem {
    for (String site : request.headers("Sec-Fetch-Site")) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        throw new HttpProblem(403, "Not from another site");
      }
    }
    String host = request.header("Host");
    for (String origin : request.headers("Origin")) {
      String lower = origin.toLowerCase(Locale.ROOT);
      boolean same =
          host != null
              && (lower.equals("http://" + host.toLowerCase(Locale.ROOT))
                  || lower.equals("https://" + host.toLowerCase(Locale.ROOT)));
      if (!same) {
        throw new HttpProblem(403, "Not from another origin");
      }
    }
  }

  private boolean carriesToken(Request request) {
    AccessToken token = options.token();
    if (token == null) {
      return false;
    }
    String presented = request.header("X-Sonde-Token");
    String authorization = request.header("Authorization");
    if (presented == null
        && authorization != null
        && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      presented = authorization.substring(7).strip();
    }
    return token.matches(presented);
  }

  private boolean carriesPass(Request request) {
    AccessToken token = options.token();
    String pass = request.cookie(SignInHandler.cookieName(request));
    return token != null
        && pass != null
        && AccessPass.isValid(token, pass, System.currentTimeMillis());
  }

  private static boolean isJson(Request request) {
    String type = request.header("Content-Type");
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }
}
