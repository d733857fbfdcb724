package io.sonde.testapp.shop.payment;

import io.sonde.testapp.shop.truth.Truth;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks the payment service for a risk, the old way: with {@link HttpURLConnection}. */
public final class RiskClient {

  private static final String CLIENT = "http-url-connection";
  private static final int TIMEOUT_MILLIS = 5_000;

  private final URI paymentUrl;
  private final Truth truth;

  public RiskClient(URI paymentUrl, Truth truth) {
    this.paymentUrl = paymentUrl;
    this.truth = truth;
  }

  /** Returns the risk, which takes the service {@code delayMillis}. */
  public String assess(int delayMillis) throws IOException {
    long startNanos = System.nanoTime();
    String outcome = "none";
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              paymentUrl.resolve("/risk?ms=" + delayMillis).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS + delayMillis);
      outcome = Integer.toString(connection.getResponseCode());
      try (InputStream body = connection.getInputStream()) {
        // Read to its end, or the connection would not be kept.
        body.transferTo(OutputStream.nullOutputStream());
      }
      String risk = connection.getHeaderField(PaymentServer.RISK_HEADER);
      return risk == null ? "unknown" : risk;
    } catch (IOException e) {
      outcome = outcome.equals("none") ? e.getClass().getSimpleName() : outcome;
      throw e;
    } finally {
      truth.httpCall(CLIENT, "GET", outcome, System.nanoTime() - startNanos);
    }
  }
}
