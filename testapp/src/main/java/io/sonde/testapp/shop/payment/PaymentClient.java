package io.sonde.testapp.shop.payment;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.sonde.testapp.shop.truth.Truth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Charges payments with the JDK's {@link HttpClient}, through a retry around a circuit breaker,
 * both named {@code payment}.
 */
public final class PaymentClient {

  private static final String NAME = "payment";
  private static final String CLIENT = "jdk-http-client";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final URI payments;
  private final Truth truth;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          NAME,
          CircuitBreakerConfig.custom()
              .slidingWindowSize(100)
              .minimumNumberOfCalls(20)
              .failureRateThreshold(50)
              .waitDurationInOpenState(Duration.ofSeconds(2))
              .build());
  private final Retry retry =
      Retry.of(
          NAME,
          RetryConfig.custom()
              .maxAttempts(3)
              .waitDuration(Duration.ofMillis(20))
              .ignoreExceptions(CallNotPermittedException.class)
              .build());

  public PaymentClient(URI paymentUrl, Truth truth) {
    this.payments = paymentUrl.resolve("/payments");
    this.truth = truth;
  }

  /** Charges an order and returns whether the payment service accepted; false means "not now". */
  public boolean charge(long orderId, long cents) throws InterruptedException {
    Attempts attempts = new Attempts();
    try {
      retry.executeCheckedSupplier(
          () -> {
            attempts.count++;
            return throughBreaker(orderId, cents);
          });
      truth.retryCall(
          NAME, attempts.count > 1 ? "successful_with_retry" : "successful_without_retry");
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (CallNotPermittedException e) {
      truth.retryCall(NAME, "failed_without_retry");
      return false;
    } catch (Throwable e) {
      truth.retryCall(NAME, "failed_with_retry");
      return false;
    }
  }

  /** Returns the state of the circuit breaker, for example CLOSED. */
  public String breakerState() {
    return breaker.getState().name();
  }

  private int throughBreaker(long orderId, long cents) throws Throwable {
    try {
      int status = breaker.executeCheckedSupplier(() -> post(orderId, cents));
      truth.circuitBreakerCall(NAME, "successful");
      return status;
    } catch (CallNotPermittedException e) {
      truth.circuitBreakerCall(NAME, "not_permitted");
      throw e;
    } catch (Throwable e) {
      truth.circuitBreakerCall(NAME, "failed");
      throw e;
    }
  }

  private int post(long orderId, long cents) throws IOException, InterruptedException {
    String body = "{\"order\":" + orderId + ",\"cents\":" + cents + "}";
    HttpRequest request =
        HttpRequest.newBuilder(payments)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long startNanos = System.nanoTime();
    String outcome = "none";
    try {
      int status = http.send(request, BodyHandlers.ofString()).statusCode();
      outcome = Integer.toString(status);
      if (status != 201) {
        throw new IOException("the payment service answered " + status);
      }
      return status;
    } catch (IOException | InterruptedException e) {
      outcome = outcome.equals("none") ? e.getClass().getSimpleName() : outcome;
      throw e;
    } finally {
      truth.httpCall(CLIENT, "POST", outcome, System.nanoTime() - startNanos);
    }
  }

  private static final class Attempts {
    int count;
  }
}
