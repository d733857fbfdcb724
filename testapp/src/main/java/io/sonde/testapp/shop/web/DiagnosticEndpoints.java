package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.payment.PaymentClient;
import io.sonde.testapp.shop.truth.Truth;
import java.util.Map;

/**
 * {@code /health}, {@code /truth}, and answers made to order: {@code /delay/50}, {@code
 * /status/503}, {@code /fail}.
 */
public final class DiagnosticEndpoints {

  private static final int DELAY_LIMIT_MILLIS = 10_000;

  private final Truth truth;
  private final PaymentClient payment;

  public DiagnosticEndpoints(Truth truth, PaymentClient payment) {
    this.truth = truth;
    this.payment = payment;
  }

  public void map(ShopServer server) {
    server.map("/health", Endpoint.get(this::health));
    server.map("/truth", Endpoint.get(call -> Reply.ok(truth.snapshot())));
    server.map("/delay/*", Endpoint.get(this::delay));
    server.map("/status/*", Endpoint.get(this::status));
    server.map("/fail", Endpoint.get(this::fail));
  }

  private Reply health(Call call) {
    return Reply.ok(Map.of("status", "up", "payment", payment.breakerState()));
  }

  private Reply delay(Call call) throws Exception {
    int delayMillis = call.pathNumber(0, DELAY_LIMIT_MILLIS);
    Thread.sleep(delayMillis);
    return Reply.ok(Map.of("delayMillis", delayMillis));
  }

  private Reply status(Call call) throws Exception {
    int status = call.pathNumber(200, 599);
    return new Reply(status, Map.of("status", status));
  }

  private Reply fail(Call call) {
    throw new IllegalStateException("failed on purpose");
  }
}
