package io.sonde.exporters.http;

import java.io.IOException;

/** A request that is answered with an error status instead of by its handler. */
public final class HttpProblem extends IOException {
  private final int status;

  /**
   * @param status 400 to 599
   * @param text shown to the client, plain
   */
  public HttpProblem(int status, String text) {
    super(text);
    this.status = status;
  }

  int status() {
    return status;
  }
}
