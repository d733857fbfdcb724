package io.sonde.testapp.bench;

/** A mistake on the command line; its message says which, and what is possible. */
final class UsageException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
