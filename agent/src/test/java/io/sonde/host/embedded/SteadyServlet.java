package io.sonde.host.embedded;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers every request in the same way. */
public final class SteadyServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** Made by the server. */
  public SteadyServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = Browser.body();
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
