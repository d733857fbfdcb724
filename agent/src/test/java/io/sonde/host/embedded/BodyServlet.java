package io.sonde.host.embedded;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers when it has read the body to its end: it holds its thread for as long as that takes. */
public final class BodyServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** Made by the server. */
  public BodyServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int count = request.getInputStream().readAllBytes().length;
    response.getWriter().print(count + " bytes");
  }
}
