package io.sonde.testapp.shop.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** A request as handlers see it: numbers are parsed and kept within their range. */
record Call(HttpServletRequest request) {

  private static final int BODY_LIMIT_BYTES = 65_536;

  /** Returns the number after the mapping's prefix, clamped to the range. */
  int pathNumber(int min, int max) throws BadRequestException {
    String path = request.getPathInfo();
    return number("the path", path == null ? "" : path.substring(1), min, max);
  }

  /** Returns a number of the query, clamped to the range. */
  int parameter(String name, int absent, int min, int max) throws BadRequestException {
    String value = request.getParameter(name);
    return value == null ? absent : number(name, value, min, max);
  }

  /** Returns the JSON body. */
  <T> T body(Class<T> type) throws IOException, BadRequestException {
    byte[] json = request.getInputStream().readNBytes(BODY_LIMIT_BYTES);
    try {
      return Reply.parse(json, type);
    } catch (JsonProcessingException e) {
      throw new BadRequestException("the body is not the JSON of a " + type.getSimpleName(), e);
    }
  }

  private static int number(String what, String value, int min, int max)
      throws BadRequestException {
    try {
      return (int) Math.max(min, Math.min(max, Long.parseLong(value)));
    } catch (NumberFormatException e) {
      throw new BadRequestException(what + " must be a number, " + min + " to " + max, e);
    }
  }

  /** Says what is wrong with a request; it is answered 400. */
  static final class BadRequestException extends Exception {
    BadRequestException(String message) {
      super(message);
    }

    BadRequestException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
