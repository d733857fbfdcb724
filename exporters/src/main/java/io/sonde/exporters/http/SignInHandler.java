package io.sonde.exporters.http;

import java.io.IOException;

/**
 * Gives a browser that has shown the token an {@link AccessPass} in a cookie: of this site only,
 * out of reach of scripts, under a name of its own for each port, because cookies do not tell ports
 * apart.
 */
final class SignInHandler implements Handler {
  private final AccessToken token;

  SignInHandler(AccessToken token) {
    this.token = token;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    response.header(
        "Set-Cookie",
        cookieName(request)
            + "="
            + AccessPass.issue(token, System.currentTimeMillis())
            + "; Path=/; Max-Age="
            + AccessPass.LIFE_SECONDS
            + "; HttpOnly; SameSite=Strict");
    response.contentType("application/json").send("{}");
  }

  static String cookieName(Request request) {
    return "sonde_" + request.localPort();
  }
}
