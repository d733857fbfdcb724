package io.sonde.agent.instrumentation.httpclient.jdk;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.httpclient.Exchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What happens when a future of a {@code java.net.http.HttpClient}'s exchange completes. */
final class Completion implements BiConsumer<@Nullable Object, @Nullable Throwable> {

  private final Exchange exchange;

  Completion(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void accept(@Nullable Object response, @Nullable Throwable thrown) {
    exchange.end(CallState.now(), status(response), error(thrown));
  }

  /** The status of a response, 0 if there is none. */
  static int status(@Nullable Object response) {
    return response instanceof HttpResponse<?> http ? http.statusCode() : 0;
  }

  /** The class name of what a call ended with, without what futures wrap around it. */
  static @Nullable String error(@Nullable Throwable thrown) {
    if (thrown == null) {
      return null;
    }
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause.getClass() == IOException.class
        && cause.getCause() instanceof CancellationException cancelled) {
      // how the client tells its inner future of a cancellation
      cause = cancelled;
    }
    return cause.getClass().getName();
  }
}
