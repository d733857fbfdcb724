package io.sonde.agent.instrumentation.grpc;

import io.sonde.agent.instrumentation.LibraryMethod;
import org.jspecify.annotations.Nullable;

/** The status codes of gRPC by number, as its specification has them. */
final class GrpcStatus {

  static final int OK = 0;
  static final int UNKNOWN = 2;

  private static final String[] NAMES = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
  };

  /** How many codes there are. */
  static final int COUNT = NAMES.length;

  private static final LibraryMethod CODE = new LibraryMethod("io.grpc.Status", "getCode");
  private static final LibraryMethod VALUE = new LibraryMethod("io.grpc.Status$Code", "value");

  private GrpcStatus() {}

  /** The number of a status, {@link #UNKNOWN} for what is none. */
  static int codeOf(@Nullable Object status) {
    return VALUE.call(CODE.call(status)) instanceof Integer code && code >= OK && code < COUNT
        ? code
        : UNKNOWN;
  }

  /** The name of a code's error, or null for {@link #OK}. */
  static @Nullable String errorOf(int code) {
    return code == OK ? null : NAMES[code];
  }

  static String name(int code) {
    return NAMES[code];
  }
}
